package dev.plimsoll.sync.increment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractRequest.DeletesRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DeleteLimitTest {
  @ParameterizedTest
  @CsvSource({
    // None, of none, too.
    "10, 1000, 0, 0, true",
    "10, 1000, 0, 1, true",
    // A share, rounded up.
    "10, 1000, 10, 100, true",
    "10, 1000, 11, 100, false",
    "10, 1000, 11, 101, true",
    "10, 1000, 1, 2, true",
    "10, 1000, 2, 3, false",
    // The last row.
    "10, 1000, 1, 1, false",
    "99, 1000, 100, 100, false",
    "100, 1000, 100, 100, true",
    // Rows.
    "100, 1000, 1000, 1000, true",
    "100, 1000, 1001, 5000, false",
    "10, 1000, 1001, 1000000, false",
    // More rows than any table has.
    "10, 9000000000000000, 1000000000000000, 90000000000000000, true"
  })
  void bothLimitsHold(int percent, long maxRows, long deletes, long rows, boolean permitted) {
    String exceeded = new DeleteLimit(percent, maxRows).exceededBy(deletes, rows);

    assertThat(exceeded == null).as("%s", exceeded).isEqualTo(permitted);
  }

  @Test
  void theLimitThatIsExceededIsNamedWithItsFigures() {
    DeleteLimit limit = new DeleteLimit(10, 1_000);

    assertThat(limit.exceededBy(1_200, 2_000))
        .isEqualTo(
            "1,200 of its 2,000 rows at the target have keys that the source has no more; the limit"
                + " is 10 % of them (maxPercent)");
    assertThat(limit.exceededBy(1_200, 200_000)).endsWith("the limit is 1,000 (maxRows)");
  }

  @Test
  void whatIsNotAskedForHasDefaults() {
    assertThat(DeleteLimit.of(null)).isNull();
    assertThat(DeleteLimit.of(new DeletesRequest(null, null)))
        .isEqualTo(new DeleteLimit(10, 1_000_000));
    assertThat(DeleteLimit.of(new DeletesRequest(100, 5L))).isEqualTo(new DeleteLimit(100, 5));
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "101, 1", "-1, 1", "10, 0", "10, -5"})
  void aLimitWithoutMeaningIsRefused(int percent, long rows) {
    assertThatThrownBy(() -> DeleteLimit.of(new DeletesRequest(percent, rows)))
        .isInstanceOf(PlimsollException.class)
        .hasMessageContaining("maxPercent is 1 to 100");
  }
}

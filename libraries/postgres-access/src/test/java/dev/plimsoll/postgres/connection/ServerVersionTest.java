package dev.plimsoll.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerVersionTest {
  @ParameterizedTest
  @ValueSource(ints = {140_000, 150_018, 170_010, 180_002, 180_006, 190_000})
  void takesServersThatAreRight(int number) {
    assertThatCode(new ServerVersion(number)::requireSupported).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "180000, PostgreSQL 18.0 silently drops rows",
    "180001, PostgreSQL 18.1 silently drops rows",
    "130022, PostgreSQL 13.22 is older than 14"
  })
  void refusesOthersWithTheReason(int number, String reason) {
    assertThatThrownBy(new ServerVersion(number)::requireSupported)
        .hasMessageContaining(reason)
        .isInstanceOfSatisfying(
            PlimsollException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_SERVER));
  }
}

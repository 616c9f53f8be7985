package dev.plimsoll.builder.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BlockerTest {
  @Test
  void saysWhoAndForHowLongButNoValues() {
    assertThat(
            new Blocker(
                    4711,
                    "shop",
                    "psql",
                    "idle in transaction",
                    Duration.ofSeconds(303),
                    "UPDATE customers SET card = '4111''1111'\n  WHERE id = 42",
                    "client backend")
                .describe())
        .isEqualTo(
            "session 4711 (role shop, psql, idle in transaction, its transaction is 5 min 3 s old,"
                + " UPDATE customers SET card = ? WHERE id = ?)");
  }

  @Test
  void saysWhatIsNeededToSeeMore() {
    assertThat(
            new Blocker(7, "shop", "", "", Duration.ZERO, "<insufficient privilege>", "")
                .describe())
        .isEqualTo(
            "session 7 (role shop, what it does is hidden: GRANT pg_read_all_stats to the builder's"
                + " role)");
  }

  @Test
  void describesWhatHasNoRoleOrNoSession() {
    assertThat(new Blocker(7, "", "", "", Duration.ZERO, "", "autovacuum worker").describe())
        .isEqualTo("session 7 (autovacuum worker)");
    assertThat(new Blocker(0, "", "", "", Duration.ZERO, "", "").describe())
        .isEqualTo("a prepared transaction (see pg_prepared_xacts)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT 'a''b', 1.5, t1 FROM x2 | SELECT ?, ?, t1 FROM x2",
        "SELECT 'not closed             | SELECT ?",
        "SELECT $$secret$$, 1           | SELECT ?, ?",
      })
  void takesValuesOut(String query, String shape) {
    assertThat(Blocker.shape(query)).isEqualTo(shape);
  }

  @Test
  void cutsLongStatements() {
    assertThat(Blocker.shape("x".repeat(200))).hasSize(103).endsWith("...");
  }

  @ParameterizedTest
  @CsvSource({"0, 1 s", "59, 59 s", "60, 1 min 0 s", "3600, 1 h 0 min", "90061, 25 h 1 min"})
  void writesAges(long seconds, String text) {
    assertThat(Blocker.age(Duration.ofSeconds(seconds))).isEqualTo(text);
  }
}

package dev.plimsoll.health.capacity;

import static dev.plimsoll.health.Given.NOW;
import static dev.plimsoll.health.Given.TABLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.health.facts.ColumnHealth.IntegerKey;
import dev.plimsoll.health.facts.TimePartitions;
import dev.plimsoll.health.finding.FindingCode;
import dev.plimsoll.health.finding.HealthFinding;
import dev.plimsoll.health.request.HealthOptions.Thresholds;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CapacityRulesTest {
  private static List<HealthFinding> judge(TimePartitions table) {
    return PartitionsAhead.judge(table, NOW, Thresholds.DEFAULT);
  }

  private static TimePartitions partitions(String type, String from, String to, String fallback) {
    return new TimePartitions(
        TABLE, "at", type, 3, false, Instant.parse(from), Instant.parse(to), fallback, 0);
  }

  // It is 2026-06-15T12:00.
  @ParameterizedTest(name = "{1} to {2}")
  @CsvSource({
    "date, 2026-06-01T00:00:00Z, 2026-07-01T00:00:00Z, 0, ''",
    "date, 2026-05-20T00:00:00Z, 2026-06-20T00:00:00Z, 3, ''",
    "date, 2026-05-01T00:00:00Z, 2026-06-01T00:00:00Z, 1,"
        + " FROM ('2026-06-01') TO ('2026-07-01')",
    "date, 2020-01-01T00:00:00Z, 2021-01-01T00:00:00Z, 0, ''",
    "timestamp with time zone, 2026-06-15T12:00:00Z, 2026-06-15T13:00:00Z, 0, ''",
    "timestamp with time zone, 2026-06-15T11:00:00Z, 2026-06-15T12:30:00Z, 3,"
        + " FROM ('2026-06-15 12:30:00+00') TO ('2026-06-15 14:00:00+00')",
    "timestamp without time zone, 2026-06-14T00:00:00Z, 2026-06-15T00:00:00Z, 1,"
        + " FROM ('2026-06-15 00:00:00') TO ('2026-06-16 00:00:00')",
  })
  void warnsInTimeAndMakesTheNext(
      String type, String from, String to, int priority, @Nullable String bounds) {
    List<HealthFinding> findings = judge(partitions(type, from, to, ""));

    assertThat(findings)
        .extracting(HealthFinding::priority)
        .isEqualTo(priority == 0 ? List.of() : List.of(priority));
    if (bounds != null && !bounds.isEmpty()) {
      assertThat(findings.getFirst().sql().getFirst()).endsWith(bounds);
    }
  }

  @Test
  void anHourStillToComeIsEnoughForHours() {
    assertThat(
            judge(
                partitions(
                    "timestamp with time zone",
                    "2026-06-15T13:00:00Z",
                    "2026-06-15T14:00:00Z",
                    "")))
        .isEmpty();
  }

  @Test
  void saysNothingOfAnEndlessPartition() {
    TimePartitions ending = partitions("date", "2026-05-01T00:00:00Z", "2026-06-01T00:00:00Z", "");

    assertThat(
            judge(
                new TimePartitions(
                    TABLE, "at", "date", 3, true, ending.newestFrom(), ending.newestTo(), "", 0)))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1600000000, 0", "1700000000, 3", "1900000000, 2", "2100000000, 1"})
  void warnsOfAnIntegerKey(long highest, int priority) {
    @Nullable HealthFinding finding =
        NumbersLeft.judge(
            TABLE, new IntegerKey(1, "id", Integer.MAX_VALUE, highest), Thresholds.DEFAULT);

    assertThat(finding == null ? 0 : finding.priority()).isEqualTo(priority);
    if (finding != null) {
      assertThat(finding.code()).isEqualTo(FindingCode.INTEGER_KEY_ENDING);
    }
  }
}

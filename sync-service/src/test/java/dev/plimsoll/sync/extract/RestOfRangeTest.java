package dev.plimsoll.sync.extract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.sync.TableCounters;
import dev.plimsoll.scan.range.StealingPolicy.WorkerDecision;
import dev.plimsoll.sync.extract.RangeStealer.RestOfRange;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RestOfRangeTest {
  private static final long RANGE_BYTES = 16L << 20;
  private static final long MEGABYTE = 1L << 20;

  @ParameterizedTest
  @CsvSource({
    // share, MB of the table, worth it
    "1, 1, false",
    "1, 31, false",
    "1, 32, true",
    "0.31, 100, false",
    "0.33, 100, true",
    "0.01, 3100, false",
    "0.01, 3300, true",
    "0, 1000000, false"
  })
  void halfOfItMustHoldARangeOfBlocks(double share, long megabytes, boolean worthIt) {
    assertThat(isTakenOver(new RestOfRange(share, megabytes * MEGABYTE))).isEqualTo(worthIt);
  }

  @ParameterizedTest
  @CsvSource({
    // share, rows of the table as estimated, rows read, rows a second, cut
    // Seen: 0.36 million rows were left, statistics said 1.5, and the reader threw 2.8 away.
    "0.30, 4_838_234, 4_642_872, 450_000, false",
    "0.30, 4_838_234, 2_000_000, 450_000, false",
    "0.40, 4_838_234, 2_000_000, 450_000, true",
    "0.30, 4_838_234, 2_000_000, 100_000, true",
    // Old statistics do not know of most rows.
    "0.50, 1_000, 3_000_000, 100_000, true",
    "0.01, 1_000, 3_000_000, 100_000, false",
    // Nothing was told of its speed yet.
    "0.30, 4_838_234, 0, 0, true",
  })
  void isCutWhereItsReaderWillNotHaveComeMeanwhile(
      double share, String estimated, String read, String rowsPerSecond, boolean cut) {
    TableCounters counters = new TableCounters(number(estimated), 0, 0, 0, 0, 0, 0, number(read));
    assertThat(
            new RestOfRange(share, 591_396_864)
                .isCutAheadOfItsReader(counters, number(rowsPerSecond)))
        .isEqualTo(cut);
  }

  private static long number(String text) {
    return Long.parseLong(text.replace("_", ""));
  }

  // A partitioned table of no partitions, for instance.
  @Test
  void ofNothingNothingIsTakenOver() {
    assertThat(isTakenOver(new RestOfRange(1, 0))).isFalse();
  }

  private static boolean isTakenOver(RestOfRange rest) {
    return RestOfRange.policy(RANGE_BYTES).decide(List.of(rest.fact(0)))
        instanceof WorkerDecision.Steal;
  }
}

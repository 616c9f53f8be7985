package dev.plimsoll.sync.extract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.scan.range.Decision;
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

  // A partitioned table of no partitions, for instance.
  @Test
  void ofNothingNothingIsTakenOver() {
    assertThat(isTakenOver(new RestOfRange(1, 0))).isFalse();
  }

  private static boolean isTakenOver(RestOfRange rest) {
    return RestOfRange.policy(RANGE_BYTES).decide(List.of(rest.fact(0))) instanceof Decision.Steal;
  }
}

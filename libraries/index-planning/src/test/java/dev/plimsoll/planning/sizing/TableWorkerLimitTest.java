package dev.plimsoll.planning.sizing;

import static dev.plimsoll.planning.Facts.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TableWorkerLimitTest {
  private static final int MIN_SCAN_MIB = 8;

  @ParameterizedTest
  @CsvSource({"0, 0", "7, 0", "8, 1", "23, 1", "24, 2", "71, 2", "72, 3", "216, 4", "648, 5"})
  void growByOneEachTimeTheHeapTriples(long heapMib, int workers) {
    assertThat(TableWorkerLimit.bySize(heapMib * MIB, MIN_SCAN_MIB * MIB)).isEqualTo(workers);
  }

  @Test
  void areWhatSomebodyHasSetOnTheTable() {
    BuildWork work =
        BuildWork.ofBtree(KeyShape.of(1_000, KeyKind.FIXED, 8), 216 * MIB, MIB).with(1, MIB, 0);

    assertThat(TableWorkerLimit.of(work, MIN_SCAN_MIB * MIB)).isEqualTo(1);
    assertThat(TableWorkerLimit.of(work.with(0, work.indexBytes(), 0), MIN_SCAN_MIB * MIB))
        .isZero();
    assertThat(TableWorkerLimit.of(work.with(null, work.indexBytes(), 0), MIN_SCAN_MIB * MIB))
        .isEqualTo(4);
  }
}

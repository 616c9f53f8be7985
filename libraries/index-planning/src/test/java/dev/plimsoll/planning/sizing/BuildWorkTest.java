package dev.plimsoll.planning.sizing;

import static dev.plimsoll.planning.Facts.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BuildWorkTest {
  private static final long MIN_SCAN = 8 * MIB;

  @ParameterizedTest
  @CsvSource({"0, 0", "7, 0", "8, 1", "23, 1", "24, 2", "71, 2", "72, 3", "216, 4", "648, 5"})
  void grantedWorkersGrowByOneEachTimeTheHeapTriples(long heapMib, int workers) {
    assertThat(work(heapMib).grantedWorkers(MIN_SCAN)).isEqualTo(workers);
  }

  @Test
  void grantedWorkersAreWhatSomebodyHasSetOnTheTable() {
    BuildWork work = work(216).with(1, MIB, 0);

    assertThat(work.grantedWorkers(MIN_SCAN)).isEqualTo(1);
    assertThat(work.with(0, work.indexBytes(), 0).grantedWorkers(MIN_SCAN)).isZero();
    assertThat(work.with(null, work.indexBytes(), 0).grantedWorkers(MIN_SCAN)).isEqualTo(4);
  }

  private static BuildWork work(long heapMib) {
    return BuildWork.ofBtree(KeyShape.of(1_000, KeyKind.FIXED, 8), heapMib * MIB, MIB);
  }
}

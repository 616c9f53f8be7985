package dev.plimsoll.scan.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.plimsoll.scan.workers.WorkerEstimator.ScanFacts;
import dev.plimsoll.scan.workers.WorkerEstimator.WorkerEstimate;
import dev.plimsoll.scan.workers.WorkerEstimator.WorkerEstimate.Decider;
import org.junit.jupiter.api.Test;

/// The rule, and the figures it came with; where those contradict it, the test says so.
final class WorkerEstimatorTest {
  private static final long PAGES_PER_MIB = 128;

  private static WorkerEstimate estimate(long pages, long rows, int limit) {
    return WorkerEstimator.DEFAULT.estimate(new ScanFacts(pages, rows, 1, limit, 64, 0));
  }

  @Test
  void aWorkerForEachThousandPages() {
    assertThat(estimate(5_999, 1_000_000, 16))
        .isEqualTo(
            new WorkerEstimate(5, 15, Decider.PAGES, "5,999 pages, one worker for each 1,000"));
  }

  @Test
  void noMoreThanTheSourceGrants() {
    assertThat(estimate(500_000, 1_000_000, 4))
        .isEqualTo(
            new WorkerEstimate(4, 12, Decider.LIMIT, "500 by its pages, but the source grants 4"));
  }

  @Test
  void noMoreThanTheSourceHasCoresIdleFor() {
    assertThat(WorkerEstimator.DEFAULT.estimate(new ScanFacts(500_000, 1_000_000, 1, 16, 8, 5)))
        .isEqualTo(
            new WorkerEstimate(
                3, 9, Decider.LOAD, "500 by its pages, but the source has 5 of 8 cores busy"));
    assertThat(WorkerEstimator.DEFAULT.estimate(new ScanFacts(500_000, 1_000_000, 1, 16, 8, 0)))
        .isEqualTo(
            new WorkerEstimate(
                8, 24, Decider.LOAD, "500 by its pages, but the source has 8 cores"));
    assertThat(
            WorkerEstimator.DEFAULT
                .estimate(new ScanFacts(500_000, 1_000_000, 1, 16, 8, 50))
                .workers())
        .isEqualTo(1);
  }

  @Test
  void smallTablesGetOne() {
    assertThat(estimate(99, 1_000_000, 16).decider()).isEqualTo(Decider.SMALL);
    assertThat(estimate(5_000, 9_999, 16).decider()).isEqualTo(Decider.SMALL);
    assertThat(estimate(5_000, 9_999, 16).ranges()).isEqualTo(1);
  }

  @Test
  void effortCountsAsPages() {
    assertThat(WorkerEstimator.DEFAULT.estimate(new ScanFacts(2_000, 1_000_000, 3.5, 16, 64, 0)))
        .isEqualTo(
            new WorkerEstimate(
                7,
                21,
                Decider.PAGES,
                "2,000 pages, one worker for each 1,000, times 3.5 for their effort"));
  }

  @Test
  void neitherOverflowNorZero() {
    assertThat(estimate(Long.MAX_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE).workers()).isEqualTo(64);
    assertThat(estimate(100, 10_000, 8).workers()).isEqualTo(1);
    assertThatIllegalArgumentException().isThrownBy(() -> new ScanFacts(1, 1, 0.5, 1, 1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new ScanFacts(1, 1, 1, 0, 1, 0));
  }

  // "num_workers": 4, "num_partitions": 12
  @Test
  void theExampleHasThreePartitionsAWorker() {
    assertThat(estimate(1_280_000, 1_000_000, 4).ranges()).isEqualTo(12);
  }

  // Contradiction: from 100 pages on it is to be parallel, but a worker per 1000 pages is none
  // below
  // 1000. Here that is one.
  @Test
  void betweenTheTwoThresholdsTheRuleGivesNoWorker() {
    assertThat(999 / WorkerEstimator.DEFAULT.pagesPerWorker()).isZero();
    assertThat(estimate(999, 50_000, 8).workers()).isEqualTo(1);
  }

  // Contradiction: 100 MB with 10,000 tuples passes both thresholds and gets all 4 workers, though
  // the table beside says that this is slower than one.
  @Test
  void theSmallestMeasuredCaseGetsWorkersThatItsOwnTableAdvisesAgainst() {
    assertThat(8.2 / 8.5).as("speed-up").isCloseTo(0.96, within(0.005));
    assertThat(estimate(100 * PAGES_PER_MIB, 10_000, 4).workers()).isEqualTo(4);
  }

  // Its other speed-ups do follow from its times; none reaches the 4 of its summary.
  @Test
  void theMeasuredSpeedUpsFollowFromTheirTimes() {
    double[][] sequentialParallelSpeedup = {
      {42.1, 17.3, 2.4},
      {165.3, 52.8, 3.1},
      {891.2, 247.6, 3.6},
      {45.2, 28.3, 1.6},
      {89.7, 31.2, 2.9},
      {178.4, 51.7, 3.5},
      {623.1, 168.9, 3.7}
    };
    for (double[] row : sequentialParallelSpeedup) {
      assertThat(row[0] / row[1]).isCloseTo(row[2], within(0.05)).isLessThan(4);
    }
  }
}

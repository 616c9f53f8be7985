package dev.plimsoll.vectors.exact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.scan.workers.WorkerEstimator;
import dev.plimsoll.vectors.plan.WorkerCosts;
import dev.plimsoll.vectors.table.KeyColumn;
import dev.plimsoll.vectors.table.VectorColumn;
import dev.plimsoll.vectors.table.VectorKind;
import dev.plimsoll.vectors.table.VectorTable;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ScanPlannerTest {
  private final WorkerCosts<QualifiedName> costs = new WorkerCosts<>();
  private final ScanPlanner planner = new ScanPlanner(WorkerEstimator.DEFAULT, costs);

  @Test
  void aTableThatWasNeverSearchedGetsAWorkerForEachThousandPages() {
    assertThat(planner.plan(table(50, 700), 8, 8, 0).workers()).isEqualTo(1);
    assertThat(planner.plan(table(700, 10_000), 8, 8, 0).workers()).isEqualTo(1);
    assertThat(planner.plan(table(3_500, 50_000), 8, 8, 0))
        .satisfies(plan -> assertThat(plan.workers()).isEqualTo(3))
        .satisfies(plan -> assertThat(plan.ranges()).isEqualTo(3));
    assertThat(planner.plan(table(3_500, 50_000), 8, 4, 2).workers()).isEqualTo(2);
    assertThat(planner.plan(table(3_500, 50_000), 1, 4, 2).workers()).isEqualTo(1);
  }

  /// Wide vectors are stored out of line: few rows and pages of their own take long.
  @Test
  void oneThatWasSearchedGetsWorkersWhereTheyAreFaster() {
    VectorTable small = table(500, 5_000);
    costs.learn(small.name(), 1, Duration.ofMillis(6));

    // A worker for each millisecond and two are tried, and the fastest stays: the first searches by
    // several open sessions, and say nothing.
    assertThat(planner.plan(small, 8, 8, 0).workers()).isEqualTo(6);
    costs.learn(small.name(), 6, Duration.ofMillis(90));
    assertThat(planner.plan(small, 8, 8, 0).workers()).isEqualTo(2);
    costs.learn(small.name(), 2, Duration.ofMillis(40));
    for (int i = 0; i < 27; i++) {
      searched(small);
    }
    assertThat(planner.plan(small, 8, 8, 0))
        .satisfies(plan -> assertThat(plan.workers()).isEqualTo(2))
        .satisfies(plan -> assertThat(plan.reason()).contains("2 sessions are faster"));
    // Now and then another one is measured again, seldom once the process is no longer young.
    assertThat(others(small, 640)).isBetween(36, 66);
    others(small, 2_000);
    assertThat(others(small, 5_120)).isBetween(54, 66);
  }

  private int others(VectorTable table, int searches) {
    int others = 0;
    for (int i = 0; i < searches; i++) {
      others += searched(table).workers() == 2 ? 0 : 1;
    }
    return others;
  }

  /// The first ones are slow by what has only begun.
  @Test
  void whatTheFirstSearchesTookDoesNotHoldForLong() {
    VectorTable small = table(500, 5_000);
    for (int i = 0; i < 60; i++) {
      costs.learn(small.name(), 1, Duration.ofMillis(6));
      costs.learn(small.name(), 2, Duration.ofMillis(9));
      costs.learn(small.name(), 6, Duration.ofMillis(9));
    }
    assertThat(planner.plan(small, 8, 8, 0).workers()).isNotEqualTo(2);

    others(small, 120);

    assertThat(planner.plan(small, 8, 8, 0).workers()).isEqualTo(2);
  }

  /// Other work may come between for a while.
  @Test
  void someSlowSearchesInARowChangeNothing() {
    VectorTable small = table(500, 5_000);
    costs.learn(small.name(), 1, Duration.ofMillis(6));
    others(small, 3_000);

    for (int i = 0; i < 12; i++) {
      costs.learn(small.name(), 2, Duration.ofMillis(20));
    }

    assertThat(planner.plan(small, 8, 8, 0).workers()).isEqualTo(2);
  }

  /// Also where every other search is told to be one statement.
  @Test
  void anotherNumberIsMeasuredAgainWhoeverAsksInBetween() {
    VectorTable small = table(500, 5_000);
    costs.learn(small.name(), 1, Duration.ofMillis(6));
    for (int i = 0; i < 20; i++) {
      costs.learn(small.name(), 2, Duration.ofMillis(40));
    }
    for (int i = 0; i < 400; i++) {
      costs.learn(small.name(), 1, Duration.ofMillis(6));
      searched(small);
    }
    assertThat(planner.plan(small, 8, 8, 0).workers()).isEqualTo(2);
  }

  // Two sessions take 4 ms, any other number of them 6.
  private ScanPlan searched(VectorTable table) {
    ScanPlan plan = planner.plan(table, 8, 8, 0);
    costs.learn(table.name(), plan.workers(), Duration.ofMillis(plan.workers() == 2 ? 4 : 6));
    return plan;
  }

  @Test
  void whatOneStatementDoesInAMillisecondIsNotShared() {
    VectorTable small = table(1_500, 15_000);
    costs.learn(small.name(), 1, Duration.ofNanos(1_400_000));

    for (int i = 0; i < 200; i++) {
      assertThat(planner.plan(small, 8, 8, 0).workers()).isEqualTo(1);
      costs.learn(small.name(), 1, Duration.ofNanos(1_400_000));
    }
  }

  /// A long scan is read in portions of some 10 ms, so that what is left can be taken over.
  @Test
  void longRangesAreReadInPortionsAndShortOnesInOneStatement() {
    VectorTable large = table(100_000, 1_400_000);
    assertThat(planner.plan(table(10, 100), 4, 4, 0).portionBlocks()).isEqualTo(10);
    assertThat(planner.plan(large, 4, 4, 0).portionBlocks()).isBetween(9_000L, 11_000L);
    costs.learn(large.name(), 1, Duration.ofSeconds(1));
    assertThat(planner.plan(large, 4, 4, 0))
        .satisfies(plan -> assertThat(plan.portionBlocks()).isBetween(900L, 1_100L))
        .satisfies(plan -> assertThat(plan.ranges()).isEqualTo(3 * plan.workers()));
  }

  @Test
  void whatHasNoBlocksIsReadByOne() {
    VectorTable.Extent extent = new VectorTable.Extent(2, 5_000, 9_000, 90_000, "it is foreign");
    assertThat(planner.plan(table(extent), 8, 8, 0))
        .satisfies(plan -> assertThat(plan.workers()).isEqualTo(1))
        .satisfies(plan -> assertThat(plan.reason()).isEqualTo("it is foreign"));
  }

  private static VectorTable table(long pages, long rows) {
    return table(new VectorTable.Extent(1, pages, pages, rows, null));
  }

  private static VectorTable table(VectorTable.Extent extent) {
    return new VectorTable(
        new QualifiedName("public", "items"),
        new VectorColumn("v", VectorKind.REAL_ARRAY, null, null, null),
        List.of(new KeyColumn("id", "bigint", true)),
        extent);
  }
}

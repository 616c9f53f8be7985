package dev.plimsoll.benchmarks.knn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.benchmarks.knn.EffortSearch.Recall;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EffortSearchTest {
  @Test
  void theLeastEffortThatReachesTheTargetIsFound() throws Exception {
    for (int needed : List.of(10, 11, 15, 20, 21, 639, 640, 999, 1_000)) {
      // given an index that finds enough from an effort on
      Recall recall = effort -> effort >= needed ? 0.95 : 0.94;
      // then
      assertThat(EffortSearch.least(0.95, 10, recall)).isEqualTo(needed);
    }
  }

  @Test
  void whoReachesItNeverGetsTheMost() throws Exception {
    assertThat(EffortSearch.least(0.95, 10, _ -> 0.5)).isEqualTo(EffortSearch.MOST);
  }

  @Test
  void theTargetIsWhatAllReach() throws Exception {
    Recall steep = effort -> Math.min(1, effort / 100.0);
    Recall flat = effort -> effort < 500 ? 0.2 : 0.8;
    Recall floor = _ -> 0.99;
    // then
    assertThat(EffortSearch.target(0.95, 10, List.of(steep))).isEqualTo(0.95);
    assertThat(EffortSearch.target(0.95, 10, List.of(steep, flat))).isEqualTo(0.8);
    assertThat(EffortSearch.target(0.95, 10, List.of(steep, floor))).isEqualTo(0.99);
  }
}

package dev.plimsoll.benchmarks.knn;

import static dev.plimsoll.benchmarks.knn.MadeKnnFindings.differing;
import static dev.plimsoll.benchmarks.knn.MadeKnnFindings.partitioned;
import static dev.plimsoll.benchmarks.knn.MadeKnnFindings.sized;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.benchmarks.knn.KnnFindings.Partitioned;
import dev.plimsoll.benchmarks.knn.KnnFindings.Sized;
import dev.plimsoll.demo.checks.Check;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KnnChecksTest {
  private static final double NONE = Double.NaN;

  @Test
  void largeTablesHaveToBeMuchFaster() {
    assertThat(speed(sized(100_000, 17, NONE, 10))).allMatch(Check::holds).hasSize(1);
    assertThat(speed(sized(100_000, 16.9, NONE, 10))).noneMatch(Check::holds).hasSize(1);
  }

  @Test
  void smallOnesOnlyNoSlower() {
    assertThat(speed(sized(50_000, 10, NONE, 11))).allMatch(Check::holds).hasSize(1);
    assertThat(speed(sized(50_000, 10, NONE, 11.1))).noneMatch(Check::holds).hasSize(1);
  }

  @Test
  void aParallelPlanHasToBeBeatenWhereThereIsOne() {
    assertThat(speed(sized(1_000, 10, 9, 8.9)).getLast().holds()).isTrue();
    assertThat(speed(sized(1_000, 10, 9, 9)).getLast().holds()).isFalse();
    assertThat(speed(sized(1_000, 10, NONE, 9))).hasSize(1);
  }

  @Test
  void oneCoreIsNotAskedForTheSpeedOfTwo() {
    KnnFindings alone =
        new KnnFindings("vector", null, 1, 7, List.of(sized(100_000, 10, NONE, 11)), List.of());
    assertThat(KnnChecks.speed(alone)).isEmpty();
  }

  @Test
  void partitionsAreSearchedFasterThanByOneStatement() {
    assertThat(ofPartitions(partitioned(8, 1, 18, 10))).isTrue();
    assertThat(ofPartitions(partitioned(8, 1, 17.9, 10))).isFalse();
  }

  private static boolean ofPartitions(Partitioned one) {
    List<Check> checks = KnnChecks.speed(MadeKnnFindings.of(List.of(), one));
    assertThat(checks).hasSize(1);
    return checks.getFirst().holds();
  }

  @Test
  void anAnswerThatDiffersFails() {
    assertThat(answers(sized(1_000, 1, NONE, 1))).allMatch(Check::holds).hasSize(2);
    assertThat(answers(differing(1_000))).noneMatch(Check::holds).hasSize(2);
  }

  private static List<Check> speed(Sized one) {
    return KnnChecks.speed(MadeKnnFindings.of(List.of(one)));
  }

  private static List<Check> answers(Sized one) {
    return KnnChecks.answers(MadeKnnFindings.of(List.of(one)));
  }
}

package dev.plimsoll.planning.strategy;

import static dev.plimsoll.planning.Facts.GIB;
import static dev.plimsoll.planning.Facts.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.planning.Facts;
import dev.plimsoll.planning.Jobs;
import dev.plimsoll.planning.schedule.BuildSchedule;
import dev.plimsoll.planning.schedule.BuildSchedule.Placement;
import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.planning.schedule.Machine;
import dev.plimsoll.planning.simulation.Simulator;
import dev.plimsoll.planning.sizing.BuildCosts;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The worked figures of the rules that `hybrid` and `adaptive` come from, and where those figures
/// contradict the functions or each other.
final class SeedZeroTest {
  private static final AdaptiveRules RULES = AdaptiveRules.CONSERVATIVE;
  private static final Hybrid HYBRID = new Hybrid(new StrategyText("hybrid", 1, Map.of()));

  @ParameterizedTest(name = "{0} GB: {1} workers, {2} GB")
  @CsvSource({
    // the three named tables; 162 and 65 GB as in their examples
    "339, 4, 18",
    "162, 4, 14",
    "65, 2, 24",
    // the edges of each class, below and on them
    "1, 1, 32",
    "49.9, 1, 32",
    "50, 2, 24",
    "99.9, 2, 24",
    "100, 4, 12",
    "150, 4, 12",
    "150.1, 4, 14",
    "199.9, 4, 14",
    "200, 4, 14",
    "300, 4, 14",
    "300.1, 4, 18"
  })
  void adaptiveOn64GbOneByOne(double tableGb, int workers, long memoryGb) {
    assertThat(RULES.workers(tableGb, 64)).isEqualTo(workers);
    assertThat(RULES.memoryGb(tableGb, 64, 1)).isEqualTo(memoryGb);
  }

  @ParameterizedTest(name = "{0} GB on {1} GB of memory: {2} workers, {3} GB")
  @CsvSource({
    // 10 GB a worker, then base + 2, then 8
    "339, 128, 6, 24",
    "339, 1024, 6, 32",
    // the caps of 32 and 1 GB
    "65, 256, 2, 32",
    "162, 2, 4, 1"
  })
  void adaptiveOnOtherMachines(double tableGb, double ramGb, int workers, long memoryGb) {
    assertThat(RULES.workers(tableGb, ramGb)).isEqualTo(workers);
    assertThat(RULES.memoryGb(tableGb, ramGb, 1)).isEqualTo(memoryGb);
  }

  @Test
  void adaptiveSharesTheMemoryAmongABatch() {
    assertThat(RULES.memoryGb(65, 64, 2)).isEqualTo(12);
    // 48 / (4 · 4) · 1.5 = 4.5, and Python rounds halves to the even number
    assertThat(RULES.memoryGb(339, 64, 4)).isEqualTo(4);
  }

  @Test
  void theAggressiveProfileHasBaseSixMultipliersTwoAndOneAndAHalfAndReservesLess() {
    AdaptiveRules rules = AdaptiveRules.AGGRESSIVE;
    assertThat(rules.workers(20, 64)).isEqualTo(1);
    assertThat(rules.workers(65, 64)).isEqualTo(3);
    assertThat(rules.workers(162, 64)).isEqualTo(6);
    assertThat(rules.workers(339, 64)).isEqualTo(5);
    assertThat(rules.workers(339, 256)).isEqualTo(8);
    assertThat(rules.memoryGb(162, 64, 1)).isEqualTo(Math.round(64 * 0.85 / 6 * 1.5));
    assertThat(rules.memoryGb(339, 64, 1)).isEqualTo(Math.round(64 * 0.85 / 5 * 2));
  }

  @Nested
  @DisplayName("contradictions on record")
  final class Contradictions {
    @Test
    @DisplayName("339 GB on 64 GB: the function gives 4 workers, both examples say 6")
    void workersOfTheLargestTable() {
      assertThat(RULES.workers(339, 64)).isEqualTo(4).isNotEqualTo(6);
      // 6 workers take 80 GB by the rule of 10 GB each from 75 % of the memory
      assertThat(RULES.workers(339, 79.9)).isEqualTo(5);
      assertThat(RULES.workers(339, 80)).isEqualTo(6);
    }

    @Test
    @DisplayName(
        "339 GB on 64 GB: the function gives 18 GB, its example 12 GB, its log 18 GB with 6")
    void memoryOfTheLargestTable() {
      // the example divides by the 6 workers that the function does not give
      assertThat(RULES.memoryGb(339, 64, 1)).isEqualTo(18);
    }

    @Test
    @DisplayName("large tables: 1 worker in one half of the text, 4 to 6 in the other")
    void workersOfLargeTables() {
      Job job = job("s.large", 339);
      Machine machine = Jobs.machine(16, 64 * GIB);
      assertThat(HYBRID.wish(job, machine).workers()).isEqualTo(1);
      assertThat(adaptive().wish(job, machine).workers()).isEqualTo(4);
    }

    @Test
    @DisplayName(
        "below 13.4 GB of memory the function gives a large table 0 workers and divides by it")
    void divisionByNoWorkers() {
      assertThat(RULES.workers(339, 13)).isZero();
      assertThat(RULES.memoryGb(339, 13, 1)).isEqualTo(Math.round(13 * 0.75 * 1.5));
    }

    @Test
    @DisplayName(
        "memory goes beyond the machine by a multiplier: cut to the load line, and said so")
    void cutToTheLoadLine() {
      Job job = job("s.large", 339);

      Placement placed = place(adaptive(), List.of(job), Jobs.machine(4, 12 * GIB)).getFirst();

      assertThat(adaptive().wish(job, Jobs.machine(4, 12 * GIB)).memoryBytes()).isEqualTo(14 * GIB);
      assertThat(placed.option().memoryBytes()).isEqualTo(12 * GIB);
      assertThat(placed.reasoning()).contains("14 GiB cut to the load line's 12 GiB");
    }
  }

  private static Adaptive adaptive() {
    return new Adaptive("adaptive", RULES, 1, 1);
  }

  private static Job job(String table, long gb) {
    return new Job(table, Facts.name(table), Jobs.work(gb * 6_000_000, gb * GIB), false, Set.of());
  }

  private static List<Placement> place(
      SchedulingStrategy strategy, List<Job> jobs, Machine machine) {
    return Simulator.predict(strategy, jobs, machine, BuildCosts.DEFAULT).placements();
  }

  @Test
  void hybridGivesEachClassItsWorkersAndItsMemory() {
    Machine machine = Jobs.machine(32, 64 * GIB);
    Hybrid hybrid = HYBRID;

    assertThat(hybrid.wish(job("s.l", 51), machine))
        .satisfies(wish -> assertThat(wish.workers()).isEqualTo(1))
        .satisfies(wish -> assertThat(wish.memoryBytes()).isEqualTo(48 * GIB));
    assertThat(hybrid.wish(job("s.m", 50), machine).memoryBytes()).isEqualTo(24 * GIB);
    assertThat(hybrid.wish(job("s.m", 11), machine).workers()).isEqualTo(2);
    assertThat(hybrid.wish(job("s.s", 10), machine).memoryBytes()).isEqualTo(12 * GIB);
    assertThat(hybrid.wish(job("s.s", 1), machine).workers()).isEqualTo(4);
  }

  @Test
  void aShrunkRuleTreatsASmallCopyAsTheWhole() {
    // given tables and a machine a hundredth of the size
    Job whole = job("s.l", 300);
    Job copy = new Job("s.l", Facts.name("s.l"), Jobs.work(18_000_000, 3 * GIB), false, Set.of());
    Machine machine = Jobs.machine(16, 6_400 * GIB);
    Machine small = Jobs.machine(16, 64 * GIB);

    for (String name : List.of("hybrid", "adaptive", "adaptive-aggressive")) {
      ListStrategy strategy = (ListStrategy) Strategies.named(name).orElseThrow();
      ListStrategy shrunk = (ListStrategy) Strategies.named(name + "/100").orElseThrow();

      // then it gets the same workers, and a hundredth of the memory
      assertThat(shrunk.name()).isEqualTo(name + "/100");
      assertThat(shrunk.wish(copy, small).workers())
          .isEqualTo(strategy.wish(whole, machine).workers());
      assertThat(shrunk.wish(copy, small).memoryBytes())
          .isEqualTo(strategy.wish(whole, machine).memoryBytes() / 100);
    }
    assertThat(Strategies.named("moldable/100")).isEmpty();
    assertThat(Strategies.named("hybrid/0")).isEmpty();
  }

  @Test
  void hybridRunsLargeOnesAloneMediumOnesInPairsAndFourSmallOnes() {
    List<Job> jobs =
        List.of(
            job("s.l1", 80),
            job("s.l2", 60),
            job("s.m1", 40),
            job("s.m2", 40),
            job("s.m3", 40),
            job("s.s1", 5),
            job("s.s2", 5),
            job("s.s3", 5),
            job("s.s4", 5),
            job("s.s5", 5));

    BuildSchedule schedule =
        Simulator.predict(HYBRID, jobs, Jobs.machine(32, 64 * GIB), BuildCosts.DEFAULT);

    assertThat(at(schedule, "s.l1").lane()).isEqualTo(Lane.LARGE);
    assertThat(beside(schedule, "s.l1")).isEqualTo(1);
    assertThat(beside(schedule, "s.l2")).isEqualTo(1);
    assertThat(at(schedule, "s.m2").lane()).isEqualTo(Lane.MEDIUM);
    assertThat(beside(schedule, "s.m2")).isEqualTo(2);
    // the last medium one and two small ones are four permits too
    assertThat(beside(schedule, "s.s2")).isEqualTo(3);
    BuildSchedule small =
        Simulator.predict(
            HYBRID, jobs.subList(5, 10), Jobs.machine(32, 64 * GIB), BuildCosts.DEFAULT);
    assertThat(beside(small, "s.s4")).isEqualTo(4);
    assertThat(at(small, "s.s5").start()).isPositive();
  }

  private static Placement at(BuildSchedule schedule, String id) {
    return Objects.requireNonNull(schedule.of(id));
  }

  /// Builds under way when it starts, itself included.
  private static long beside(BuildSchedule schedule, String id) {
    Placement at = at(schedule, id);
    return schedule.placements().stream()
        .filter(p -> p.start().compareTo(at.start()) <= 0 && p.end().compareTo(at.start()) > 0)
        .count();
  }

  @Test
  void defaultAsksForTwoWorkersAndGetsOneInSixtyFourMegabytes() {
    Placement placed =
        place(UniformStrategy.postgresDefault(), List.of(job("s.t", 65)), Jobs.machine(8, 64 * GIB))
            .getFirst();

    assertThat(placed.option().memoryBytes()).isEqualTo(64 * MIB);
    assertThat(placed.option().workers()).isEqualTo(1);
    assertThat(placed.reasoning()).contains("2 workers cut to 1");
  }

  @Test
  void fixedGivesTwelveGigabytesAndFourWorkers() {
    Placement placed =
        place(UniformStrategy.fixed(), List.of(job("s.t", 65)), Jobs.machine(8, 64 * GIB))
            .getFirst();

    assertThat(placed.option().memoryBytes()).isEqualTo(12 * GIB);
    assertThat(placed.option().workers()).isEqualTo(4);
  }
}

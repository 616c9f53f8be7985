package dev.plimsoll.planning.strategy;

import static dev.plimsoll.planning.Facts.GIB;
import static dev.plimsoll.planning.Facts.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.Capacity.CapacityLimits;
import dev.plimsoll.planning.Jobs;
import dev.plimsoll.planning.schedule.BuildSchedule;
import dev.plimsoll.planning.schedule.BuildSchedule.Placement;
import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.planning.schedule.Machine;
import dev.plimsoll.planning.simulation.Simulator;
import dev.plimsoll.planning.simulation.Simulator.RealCosts;
import dev.plimsoll.planning.sizing.BuildCosts;
import dev.plimsoll.testkit.Campaign;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What every strategy promises, whatever else it is good for.
final class StrategyConformanceTest {
  private static final int SEEDS = Campaign.rounds(3, 12);

  static Stream<SchedulingStrategy> strategies() {
    return Stream.concat(
        Stream.concat(Strategies.all().stream(), Strategies.queueOrders().stream()),
        // the same with other figures, and moldable without workers
        Stream.concat(
            Strategies.all(3, 6).stream()
                .filter(other -> other.name().matches("adaptive|pgcopydb")),
            Stream.of(
                Strategies.serial(),
                Strategies.named("adaptive:batch_size=2,base_workers=6,reserve=0.5").orElseThrow(),
                Strategies.named("hybrid:max_concurrent_builds=2").orElseThrow())));
  }

  static Stream<Arguments> cases() {
    return strategies()
        .flatMap(
            strategy ->
                LongStream.rangeClosed(1, SEEDS)
                    .mapToObj(seed -> Arguments.of(strategy.name(), seed, strategy)));
  }

  /// Machines from small to large, tables from nothing to 60 GB, several builds on some tables,
  /// some unsafe, some waiting for others.
  private record World(Machine machine, List<Job> jobs, RealCosts truth) {
    static World of(long seed) {
      Random random = new Random(seed);
      int cores = 1 + random.nextInt(16);
      Capacity capacity =
          new Capacity(
              cores,
              (64L << random.nextInt(11)) * MIB,
              random.nextInt(cores + 4),
              (20 + random.nextInt(80)) * GIB,
              (60 + random.nextInt(200)) * GIB,
              new CapacityLimits(0, random.nextInt(3) * 300_000_000L, 0, null));
      Machine machine = Machine.of(capacity);
      List<Job> jobs = new ArrayList<>();
      Map<String, Double> factors = new HashMap<>();
      for (int i = 0; i < 24; i++) {
        Set<String> blockedBy = new HashSet<>();
        while (i > 0 && random.nextInt(5) == 0) {
          blockedBy.add("j" + random.nextInt(i));
        }
        long rows = Math.round(Math.pow(10, 1 + random.nextDouble() * 7.5));
        jobs.add(
            Jobs.job("j" + i, "s.t" + random.nextInt(18), rows, random.nextInt(8) == 0, blockedBy));
        factors.put("j" + i, Math.pow(2, 2 * random.nextDouble() - 1));
      }
      RealCosts truth =
          new RealCosts(
              random.nextInt(cores + 1), BuildCosts.measured(0.5 + random.nextDouble()), factors);
      return new World(machine, jobs, truth);
    }
  }

  @ParameterizedTest(name = "{0}, seed {1}")
  @MethodSource("cases")
  void keepsItsPromisesAndItsAnswerWhateverBuildsReallyCost(
      String name, long seed, SchedulingStrategy strategy) {
    World world = World.of(seed);
    BuildSchedule predicted =
        Simulator.predict(strategy, world.jobs(), world.machine(), BuildCosts.DEFAULT);
    BuildSchedule live = live(strategy, world);

    for (BuildSchedule schedule : List.of(predicted, live)) {
      assertEveryJobOnce(world, schedule);
      for (Placement at : schedule.placements()) {
        List<Placement> together = running(schedule, at.start());
        assertWithinTheLine(strategy, world, together, at.start());
        assertTheRules(schedule, at, together);
      }
      assertDiskIsNeverGivenTwice(world, schedule);
      assertThat(schedule.makespan()).isGreaterThanOrEqualTo(schedule.lowerBound().atLeast());
    }
    assertThat(live(strategy, World.of(seed)))
        .as("the same answer to the same question")
        .isEqualTo(live);
  }

  private static BuildSchedule live(SchedulingStrategy strategy, World world) {
    return Simulator.live(
        strategy, world.jobs(), world.machine(), BuildCosts.DEFAULT, world.truth());
  }

  private static void assertEveryJobOnce(World world, BuildSchedule schedule) {
    assertThat(
            Stream.concat(
                schedule.placements().stream().map(placement -> placement.job().id()),
                schedule.refused().keySet().stream()))
        .containsExactlyInAnyOrderElementsOf(world.jobs().stream().map(Job::id).toList());
    assertThat(schedule.refused().values())
        .allSatisfy(
            reason ->
                assertThat(reason)
                    .containsAnyOf("disk left", "limit of temporary files", "waits for"));
  }

  private static List<Placement> running(BuildSchedule schedule, Duration moment) {
    return schedule.placements().stream()
        .filter(p -> p.start().compareTo(moment) <= 0 && p.end().compareTo(moment) > 0)
        .toList();
  }

  /// Workers, and their cores, are a build's until its sort has ended.
  private static void assertWithinTheLine(
      SchedulingStrategy strategy, World world, List<Placement> together, Duration moment) {
    Capacity capacity = world.machine().capacity();
    int workers =
        together.stream()
            .filter(p -> p.sortEnd().compareTo(moment) > 0)
            .mapToInt(p -> p.option().workers())
            .sum();
    assertThat(workers).isLessThanOrEqualTo(capacity.parallelWorkers());
    if (!strategy.sharesCores()) {
      assertThat(together.size() + workers).isLessThanOrEqualTo(capacity.cores());
    }
    assertThat(together.stream().mapToLong(p -> p.option().memoryBytes()).sum())
        .isLessThanOrEqualTo(capacity.memoryBytes());
    assertThat(together.stream().mapToLong(p -> p.option().temporaryBytes()).sum())
        .isLessThanOrEqualTo(capacity.temporaryBytes());
    for (Lane lane : Lane.values()) {
      assertThat(together.stream().filter(p -> p.lane() == lane).count())
          .isLessThanOrEqualTo(world.machine().slots(lane));
    }
  }

  private static void assertTheRules(
      BuildSchedule schedule, Placement at, List<Placement> together) {
    assertThat(together.stream().map(p -> p.job().table()).distinct().count())
        .as("one build a table")
        .isEqualTo(together.size());
    if (together.stream().anyMatch(p -> p.job().unsafePeer())) {
      assertThat(together).as("an unsafe peer runs alone").hasSize(1);
    }
    for (String id : at.job().blockedBy()) {
      Placement other = schedule.of(id);
      assertThat(other).isNotNull();
      if (other != null) {
        assertThat(at.start()).isGreaterThanOrEqualTo(other.end());
      }
    }
    long participants = at.option().workers() + 1L;
    assertThat(at.option().workers() == 0 || participants * 32 * MIB <= at.option().memoryBytes())
        .as("32 MB for each participant")
        .isTrue();
    assertThat(at.workersLaunched()).isLessThanOrEqualTo(at.option().workers());
    assertThat(at.reasoning()).isNotBlank();
  }

  private static void assertDiskIsNeverGivenTwice(World world, BuildSchedule schedule) {
    assertThat(schedule.placements().stream().mapToLong(p -> p.job().work().indexBytes()).sum())
        .isLessThanOrEqualTo(world.machine().capacity().diskBytes());
  }

  @ParameterizedTest
  @MethodSource("strategies")
  @DisplayName("unsafe peers come after everything that can run without them")
  void unsafePeersComeLast(SchedulingStrategy strategy) {
    List<Job> jobs =
        List.of(
            Jobs.job("unsafe", "s.a", 50_000_000, true, Set.of()),
            Jobs.job("safe", "s.b", 1_000_000),
            Jobs.job("after", "s.c", 1_000, false, Set.of("unsafe")));

    BuildSchedule schedule =
        Simulator.predict(strategy, jobs, Jobs.machine(4, 8 * GIB), BuildCosts.DEFAULT);

    assertThat(schedule.placements())
        .extracting(placement -> placement.job().id())
        .containsExactly("safe", "unsafe", "after");
  }

  @ParameterizedTest
  @MethodSource("strategies")
  @DisplayName("a partitioned table: the parent's empty index, each leaf, then the attach")
  void dependentBuildsKeepTheirOrder(SchedulingStrategy strategy) {
    List<Job> jobs = new ArrayList<>();
    Set<String> leaves = new HashSet<>();
    jobs.add(Jobs.job("parent", "s.events", 0));
    for (int i = 0; i < 5; i++) {
      jobs.add(Jobs.job("leaf" + i, "s.events_" + i, 2_000_000, false, Set.of("parent")));
      leaves.add("leaf" + i);
    }
    jobs.add(Jobs.job("attach", "s.events", 0, false, leaves));

    BuildSchedule schedule =
        Simulator.predict(strategy, jobs, Jobs.machine(4, 8 * GIB), BuildCosts.DEFAULT);

    assertThat(schedule.placements()).hasSize(7);
    assertThat(schedule.placements().getFirst().job().id()).isEqualTo("parent");
    assertThat(schedule.placements().getLast().job().id()).isEqualTo("attach");
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void refusesWhatDoesNotFitAndGoesOnWithTheRest(SchedulingStrategy strategy) {
    Machine machine =
        Machine.of(new Capacity(4, 2 * GIB, 4, 500 * MIB, 1 * GIB, CapacityLimits.NONE));
    List<Job> jobs =
        List.of(
            Jobs.job("index too large", "s.a", 20_000_000),
            Jobs.job("sort too large", "s.b", 8_000_000),
            Jobs.job("waits", "s.c", 1_000, false, Set.of("sort too large")),
            Jobs.job("fits", "s.d", 1_000_000));

    BuildSchedule schedule = Simulator.predict(strategy, jobs, machine, BuildCosts.DEFAULT);

    assertThat(schedule.placements()).extracting(p -> p.job().id()).containsExactly("fits");
    assertThat(schedule.refused())
        .hasEntrySatisfying("index too large", why -> assertThat(why).contains("disk left"))
        .hasEntrySatisfying("sort too large", why -> assertThat(why).contains("temporary files"))
        .containsEntry("waits", "what it waits for is left out");
  }

  @Test
  void jobsThatWaitForEachOtherAreRefusedAtOnce() {
    List<Job> jobs =
        List.of(
            Jobs.job("a", "s.a", 1_000, false, Set.of("b")),
            Jobs.job("b", "s.b", 1_000, false, Set.of("a")));

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Simulator.predict(
                    Strategies.moldable(), jobs, Jobs.machine(2, GIB), BuildCosts.DEFAULT))
        .withMessageContaining("waits for itself");
  }
}

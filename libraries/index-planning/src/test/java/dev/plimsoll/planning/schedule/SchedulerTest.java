package dev.plimsoll.planning.schedule;

import static dev.plimsoll.planning.Facts.GIB;
import static dev.plimsoll.planning.Facts.MIB;
import static dev.plimsoll.planning.Facts.name;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.LaneThresholds;
import dev.plimsoll.planning.Facts;
import dev.plimsoll.planning.schedule.Schedule.Placement;
import dev.plimsoll.planning.schedule.Scheduler.Job;
import dev.plimsoll.planning.sizing.BuildCosts;
import dev.plimsoll.planning.sizing.BuildSizer;
import dev.plimsoll.planning.sizing.KeyShape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SchedulerTest {
  private static Job job(Capacity capacity, String table, long rows) {
    BuildSizer sizer = new BuildSizer(capacity, 64, 8 * MIB, BuildCosts.DEFAULT);
    KeyShape key = KeyShape.of(rows, List.of(Facts.hashkey()));
    return new Job(name(table), sizer.size(key, Kind.PRIMARY_KEY, rows * 170));
  }

  @Test
  void lanesFollowTheLargestShare() {
    assertThat(Lanes.of(0.51, LaneThresholds.DEFAULT)).isEqualTo(Lane.LARGE);
    assertThat(Lanes.of(0.5, LaneThresholds.DEFAULT)).isEqualTo(Lane.MEDIUM);
    assertThat(Lanes.of(0.125, LaneThresholds.DEFAULT)).isEqualTo(Lane.SMALL);
    assertThat(Lanes.of(0.02, new LaneThresholds(0.01, 0.001))).isEqualTo(Lane.LARGE);
  }

  @Test
  void aLonelyLongBuildGetsWorkersAndManyShortOnesDoNot() {
    Capacity capacity = Facts.capacity(4, 8 * GIB);
    Scheduler scheduler = new Scheduler(capacity, LaneThresholds.DEFAULT);

    Schedule alone = scheduler.schedule(List.of(job(capacity, "s.a", 50_000_000)));
    List<Job> many = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      many.add(job(capacity, "s.t" + i, 5_000_000));
    }
    Schedule crowd = scheduler.schedule(many);

    assertThat(alone.placements().getFirst().option().workers()).isPositive();
    assertThat(alone.boundBy()).isEqualTo("the longest build: s.a");
    assertThat(crowd.placements()).allMatch(placement -> placement.option().workers() == 0);
    assertThat(crowd.boundBy()).isEqualTo("CPU: 4 cores");
  }

  @Test
  void buildsOfOneTableNeverRunTogether() {
    Capacity capacity = Facts.capacity(8, 8 * GIB);
    Job job = job(capacity, "s.a", 1_000_000);

    Schedule schedule = new Scheduler(capacity, LaneThresholds.DEFAULT).schedule(List.of(job, job));

    List<Placement> placements = schedule.placements();
    Duration first = Objects.requireNonNull(placements.get(0).start());
    Duration second = Objects.requireNonNull(placements.get(1).start());
    assertThat(second).isGreaterThanOrEqualTo(first.plus(placements.get(0).option().elapsed()));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void neverPassesTheLoadLineAndStaysNearTheBound(long seed) {
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Capacity capacity =
        new Capacity(2 + random.nextInt(15), GIB, random.nextInt(9), 20 * GIB, 60 * GIB);
    List<Job> jobs = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      jobs.add(job(capacity, "s.t" + random.nextInt(30), 1_000 + random.nextInt(20_000_000)));
    }

    Schedule schedule = new Scheduler(capacity, LaneThresholds.DEFAULT).schedule(jobs);

    assertThat(schedule.makespan()).isGreaterThanOrEqualTo(schedule.lowerBound());
    for (Placement at : schedule.placements()) {
      if (at.start() != null) {
        assertWithinLimits(capacity, running(schedule, at.start()));
      }
    }
  }

  private static List<Placement> running(Schedule schedule, Duration moment) {
    return schedule.placements().stream()
        .filter(
            placement -> {
              Duration start = placement.start();
              return start != null
                  && start.compareTo(moment) <= 0
                  && start.plus(placement.option().elapsed()).compareTo(moment) > 0;
            })
        .toList();
  }

  private static void assertWithinLimits(Capacity capacity, List<Placement> running) {
    assertThat(running.stream().mapToInt(placement -> placement.option().milliCores()).sum())
        .isLessThanOrEqualTo(1_000 * capacity.cores());
    assertThat(running.stream().mapToInt(placement -> placement.option().workers()).sum())
        .isLessThanOrEqualTo(capacity.parallelWorkers());
    assertThat(running.stream().mapToLong(placement -> placement.option().memoryBytes()).sum())
        .isLessThanOrEqualTo(capacity.memoryBytes());
    assertThat(running.stream().mapToLong(placement -> placement.option().temporaryBytes()).sum())
        .isLessThanOrEqualTo(capacity.temporaryBytes());
    for (Lane lane : Lane.values()) {
      assertThat(running.stream().filter(placement -> placement.lane() == lane).count())
          .isLessThanOrEqualTo(Lanes.berths(lane));
    }
  }

  @Test
  void seedZerosTablesRunNearTheBoundWhereBerthsAreNotTheLimit() {
    // Seed 0's eleven tables by rows. All are small on this machine, and that lane has 4 berths.
    long[] millions = {2_000, 1_000, 1_000, 1_000, 1_000, 800, 700, 600, 500, 400, 400};
    for (int cores : new int[] {2, 4}) {
      Capacity capacity = new Capacity(cores, 48 * GIB, cores, 4_000 * GIB, 4_000 * GIB);
      List<Job> jobs = new ArrayList<>();
      for (int i = 0; i < millions.length; i++) {
        jobs.add(job(capacity, "features.t" + i, millions[i] * 1_000_000));
      }

      Schedule schedule = new Scheduler(capacity, LaneThresholds.DEFAULT).schedule(jobs);

      double ratio = (double) schedule.makespan().toMillis() / schedule.lowerBound().toMillis();
      System.out.printf(
          "%d cores: %d min, %.2f x the bound (%s)%n",
          cores, schedule.makespan().toMinutes(), ratio, schedule.boundBy());
      assertThat(ratio).isLessThan(1.1);
    }
  }
}

package dev.plimsoll.planning.simulation;

import dev.plimsoll.planning.calibration.Calibration;
import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.planning.schedule.LowerBound;
import dev.plimsoll.planning.schedule.Machine;
import dev.plimsoll.planning.schedule.Schedule;
import dev.plimsoll.planning.schedule.Schedule.Placement;
import dev.plimsoll.planning.schedule.Situation;
import dev.plimsoll.planning.schedule.Start;
import dev.plimsoll.planning.sizing.BuildCosts;
import dev.plimsoll.planning.strategy.Strategy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Discrete events in virtual time. A build passes through its phases; runnable processes share the
/// cores evenly, builds share the disk fairly, and the pool of parallel workers is first come, first
/// served. Whenever a build ends the strategy is asked what to start next, as the dispatcher does.
///
/// Cores that a build leaves idle while it waits for the disk are not given to others within the
/// same step, so where both are short it is a little pessimistic.
public final class Simulator {
  private final List<Job> jobs;
  private final Machine machine;
  private final BuildCosts believed;
  private final Truth truth;
  private final boolean recalibrates;

  private final Set<String> finished = new HashSet<>();
  private final List<SimulatedBuild> running = new ArrayList<>();
  private final List<Placement> placements = new ArrayList<>();
  private Calibration calibration = Calibration.NONE;
  private BuildCosts costs;
  private double now;

  private Simulator(
      List<Job> jobs, Machine machine, BuildCosts believed, Truth truth, boolean recalibrates) {
    this.jobs = jobs;
    this.machine = machine;
    this.believed = believed;
    this.costs = believed;
    this.truth = truth;
    this.recalibrates = recalibrates;
  }

  /// The schedule that a plan shows: what the strategy does when everything is as predicted.
  ///
  /// @throws IllegalArgumentException where jobs wait for themselves
  public static Schedule predict(
      Strategy strategy, List<Job> jobs, Machine machine, BuildCosts costs) {
    Truth truth = Truth.asPredicted(machine, costs);
    return new Simulator(jobs, machine, costs, truth, false).run(strategy);
  }

  /// What the strategy does when costs turn out otherwise, with what it learns from each build.
  public static Schedule live(
      Strategy strategy, List<Job> jobs, Machine machine, BuildCosts believed, Truth truth) {
    return new Simulator(jobs, machine, believed, truth, true).run(strategy);
  }

  /// The same where the plan is made once: order, workers and memory stay.
  public static Schedule plannedOnce(
      Strategy strategy, List<Job> jobs, Machine machine, BuildCosts believed, Truth truth) {
    Strategy once = new PlannedOnce(predict(strategy, jobs, machine, believed));
    return new Simulator(jobs, machine, believed, truth, false).run(once);
  }

  private Schedule run(Strategy strategy) {
    // Also refuses jobs that wait for each other in a circle.
    LowerBound bound = truth.lowerBound(jobs, machine);
    Map<String, String> refused = new HashMap<>(strategy.refused(situation()));
    begin(strategy.decide(situation()));
    while (!running.isEmpty()) {
      if (step()) {
        begin(strategy.decide(situation()));
      }
    }
    refused.putAll(strategy.refused(situation()));
    placements.forEach(placement -> refused.remove(placement.job().id()));
    for (Job job : jobs) {
      if (!finished.contains(job.id())) {
        refused.putIfAbsent(job.id(), "the load line never had room for it");
      }
    }
    placements.sort(
        Comparator.comparing(Placement::start)
            .thenComparing(Comparator.comparing(Placement::end).reversed())
            .thenComparing(placement -> placement.job().table())
            .thenComparing(placement -> placement.job().id()));
    return new Schedule(
        strategy.name(),
        placements,
        refused,
        SimulatedBuild.duration(now),
        refused.isEmpty() ? bound : truth.lowerBound(placed(), machine));
  }

  private List<Job> placed() {
    return placements.stream().map(Placement::job).toList();
  }

  private Situation situation() {
    return new Situation(
        jobs,
        machine,
        costs,
        SimulatedBuild.duration(now),
        finished,
        Set.of(),
        running.stream().map(SimulatedBuild::running).toList());
  }

  private void begin(List<Start> starts) {
    for (Start start : starts) {
      int held = running.stream().mapToInt(SimulatedBuild::workersHeld).sum();
      int launched = Math.clamp(truth.poolWorkers() - held, 0, start.option().workers());
      running.add(new SimulatedBuild(start, launched, truth, now));
    }
  }

  /// On to the next end of a phase.
  ///
  /// @return whether a build has ended
  private boolean step() {
    double[] speeds = speeds();
    double millis = Double.MAX_VALUE;
    for (int i = 0; i < speeds.length; i++) {
      millis = Math.min(millis, running.get(i).millisLeft(speeds[i]));
    }
    now += millis;
    List<SimulatedBuild> ended = new ArrayList<>();
    for (int i = 0; i < speeds.length; i++) {
      SimulatedBuild build = running.get(i);
      boolean ends = build.millisLeft(speeds[i]) <= millis;
      if (build.advance(millis, speeds[i], ends)) {
        ended.add(build);
      }
    }
    for (SimulatedBuild build : ended) {
      running.remove(build);
      finished.add(build.start().job().id());
      placements.add(build.placement(now));
      if (recalibrates) {
        calibration = calibration.with(build.observation(now));
        costs = calibration.costs(believed.machineFactor());
      }
    }
    return !ended.isEmpty();
  }

  private double[] speeds() {
    int runnable = running.stream().mapToInt(SimulatedBuild::runnable).sum();
    double share = Math.min(1, (double) truth.cores() / runnable);
    double[] speeds = running.stream().mapToDouble(build -> build.speed(share)).toArray();
    if (truth.diskBytesPerSecond() == 0) {
      return speeds;
    }
    Integer[] byDemand = new Integer[speeds.length];
    Arrays.setAll(byDemand, i -> i);
    Arrays.sort(
        byDemand, Comparator.comparingDouble(i -> speeds[i] * running.get(i).diskBytes()));
    double left = truth.diskBytesPerSecond() / 1_000.0;
    for (int i = 0; i < byDemand.length; i++) {
      int build = byDemand[i];
      double wanted = speeds[build] * running.get(build).diskBytes();
      double given = Math.min(wanted, left / (byDemand.length - i));
      if (wanted > given) {
        speeds[build] *= given / wanted;
      }
      left -= given;
    }
    return speeds;
  }
}

package dev.plimsoll.planning.simulation;

import dev.plimsoll.planning.calibration.BuildObservation;
import dev.plimsoll.planning.calibration.Calibration;
import dev.plimsoll.planning.schedule.BuildSchedule;
import dev.plimsoll.planning.schedule.BuildSchedule.Placement;
import dev.plimsoll.planning.schedule.Flow;
import dev.plimsoll.planning.schedule.FlowingBuild;
import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.planning.schedule.LowerBound;
import dev.plimsoll.planning.schedule.Machine;
import dev.plimsoll.planning.schedule.SchedulerState;
import dev.plimsoll.planning.schedule.SchedulerState.Running;
import dev.plimsoll.planning.schedule.SchedulerState.Start;
import dev.plimsoll.planning.sizing.BuildCosts;
import dev.plimsoll.planning.sizing.BuildWork;
import dev.plimsoll.planning.strategy.SchedulingStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A plan in virtual time. Whenever a build ends, or its sort does and its workers leave, the
/// strategy is asked what to start next, as the dispatcher does.
public final class Simulator {
  private final List<Job> jobs;
  private final Machine machine;
  private final BuildCosts believed;
  private final RealCosts truth;
  private final boolean recalibrates;

  private final Flow flow;
  private final Set<String> finished = new HashSet<>();
  private final Map<FlowingBuild, Start> running = new LinkedHashMap<>();
  private final Map<String, Duration> sortEnds = new HashMap<>();
  private final List<Placement> placements = new ArrayList<>();
  private Calibration calibration = Calibration.NONE;
  private BuildCosts costs;

  private Simulator(
      List<Job> jobs, Machine machine, BuildCosts believed, RealCosts truth, boolean recalibrates) {
    this.jobs = jobs;
    this.machine = machine;
    this.believed = believed;
    this.costs = believed;
    this.truth = truth;
    this.recalibrates = recalibrates;
    this.flow = new Flow(machine.capacity(), truth.poolWorkers());
  }

  /// The schedule that a plan shows: what the strategy does when everything is as predicted.
  ///
  /// @throws IllegalArgumentException where jobs wait for themselves
  public static BuildSchedule predict(
      SchedulingStrategy strategy, List<Job> jobs, Machine machine, BuildCosts costs) {
    RealCosts truth = new RealCosts(machine.serverWorkers(), costs, Map.of());
    return new Simulator(jobs, machine, costs, truth, false).run(strategy);
  }

  /// What the strategy does when costs turn out otherwise, with what it learns from each build.
  public static BuildSchedule live(
      SchedulingStrategy strategy,
      List<Job> jobs,
      Machine machine,
      BuildCosts believed,
      RealCosts truth) {
    return new Simulator(jobs, machine, believed, truth, true).run(strategy);
  }

  private BuildSchedule run(SchedulingStrategy strategy) {
    // Also refuses jobs that wait for each other in a circle.
    LowerBound bound = truth.lowerBound(jobs, machine);
    Map<String, String> refused = new HashMap<>(strategy.refused(situation()));
    begin(strategy.decide(situation()));
    while (!flow.idle()) {
      for (FlowingBuild build : flow.next()) {
        if (build.ended()) {
          end(build);
        } else {
          sortEnds.put(build.job().id(), duration(flow.nowMillis()));
        }
      }
      begin(strategy.decide(situation()));
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
    return new BuildSchedule(
        strategy.name(),
        placements,
        refused,
        duration(flow.nowMillis()),
        refused.isEmpty() ? bound : truth.lowerBound(placed(), machine));
  }

  private List<Job> placed() {
    return placements.stream().map(Placement::job).toList();
  }

  private SchedulerState situation() {
    List<Running> under = new ArrayList<>();
    running.forEach(
        (build, start) ->
            under.add(
                new Running(
                    start.job(),
                    start.option(),
                    start.lane(),
                    duration(build.startMillis()),
                    build.sorted(),
                    false)));
    return new SchedulerState(
        jobs, machine, costs, duration(flow.nowMillis()), finished, Set.of(), under);
  }

  private void begin(List<Start> starts) {
    for (Start start : starts) {
      Job job = start.job();
      running.put(flow.begin(job, truth.work(job), start.option(), truth.costs()), start);
    }
  }

  private void end(FlowingBuild build) {
    Start start = running.remove(build);
    if (start == null) {
      throw new IllegalStateException(build.job().id() + " ended twice");
    }
    finished.add(build.job().id());
    placements.add(
        new Placement(
            start.job(),
            start.option(),
            start.lane(),
            duration(build.startMillis()),
            sortEnds.getOrDefault(build.job().id(), duration(flow.nowMillis())),
            duration(flow.nowMillis()),
            build.workersLaunched(),
            start.reasoning()));
    if (recalibrates) {
      calibration = calibration.with(observation(build));
      costs = calibration.costs(believed.machineFactor());
    }
  }

  private BuildObservation observation(FlowingBuild build) {
    return new BuildObservation(
        build.job().work().key().kind(),
        build.job().work().key().rows(),
        build.workersLaunched(),
        build.option().passes(),
        build.sortMillis(),
        build.serialMillis(),
        build.validationMillis(),
        build.option().elapsed().toNanos() / 1e6,
        flow.nowMillis() - build.startMillis());
  }

  private static Duration duration(double millis) {
    return Duration.ofNanos(Math.round(millis * 1e6));
  }

  /// The real costs of builds and the real pool of workers, whatever the plan believes.
  ///
  /// @param poolWorkers first come, first served, in silence: a build that asks for three may get
  ///     none
  /// @param costs of a row
  /// @param factors by job id: a build that costs twice as much has 2; 1 where absent
  public record RealCosts(int poolWorkers, BuildCosts costs, Map<String, Double> factors) {
    public RealCosts {
      factors = Map.copyOf(factors);
      if (poolWorkers < 0) {
        throw new IllegalArgumentException("poolWorkers must be 0 or more");
      }
    }

    BuildWork work(Job job) {
      return job.work().times(factors.getOrDefault(job.id(), 1.0));
    }

    /// What nobody could do better, had they known.
    LowerBound lowerBound(List<Job> jobs, Machine machine) {
      List<Job> real =
          jobs.stream()
              .map(
                  job ->
                      new Job(job.id(), job.table(), work(job), job.unsafePeer(), job.blockedBy()))
              .toList();
      return LowerBound.of(real, machine, costs);
    }
  }
}

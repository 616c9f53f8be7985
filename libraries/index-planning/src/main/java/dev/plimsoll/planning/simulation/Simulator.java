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

/// A simulation of a plan. Whenever a build or its sort ends, the strategy is asked for the next
/// builds, as by the dispatcher.
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

  /// The schedule of a plan where everything is as predicted.
  ///
  /// @throws IllegalArgumentException for jobs in a circle
  public static BuildSchedule predict(
      SchedulingStrategy strategy, List<Job> jobs, Machine machine, BuildCosts costs) {
    RealCosts truth = new RealCosts(machine.serverWorkers(), costs, Map.of());
    return new Simulator(jobs, machine, costs, truth, false).run(strategy);
  }

  /// The schedule with other costs than believed, where the strategy learns from each build.
  public static BuildSchedule live(
      SchedulingStrategy strategy,
      List<Job> jobs,
      Machine machine,
      BuildCosts believed,
      RealCosts truth) {
    return new Simulator(jobs, machine, believed, truth, true).run(strategy);
  }

  private BuildSchedule run(SchedulingStrategy strategy) {
    // Also refuses circles.
    LowerBound bound = truth.lowerBound(jobs, machine);
    Map<String, String> refused = new HashMap<>(strategy.refused(situation()));
    begin(strategy.decide(situation()));
    while (!flow.idle()) {
      for (FlowingBuild build : flow.next()) {
        if (build.ended()) {
          end(build);
        } else {
          sortEnds.put(build.job().id(), BuildCosts.duration(flow.nowMillis()));
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
        BuildCosts.duration(flow.nowMillis()),
        refused.isEmpty()
            ? bound
            : truth.lowerBound(placements.stream().map(Placement::job).toList(), machine));
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
                    BuildCosts.duration(build.startMillis()),
                    build.sorted(),
                    false)));
    return new SchedulerState(
        jobs, machine, costs, BuildCosts.duration(flow.nowMillis()), finished, Set.of(), under);
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
            BuildCosts.duration(build.startMillis()),
            sortEnds.getOrDefault(build.job().id(), BuildCosts.duration(flow.nowMillis())),
            BuildCosts.duration(flow.nowMillis()),
            build.workersLaunched(),
            start.reasoning()));
    if (recalibrates) {
      calibration = calibration.with(observation(build));
      costs = calibration.costs(believed.machineFactor());
    }
  }

  private BuildObservation observation(FlowingBuild build) {
    BuildWork work = build.job().work();
    BuildObservation sort =
        new BuildObservation(
            work.key().kind(),
            work.key().rows(),
            build.workersLaunched(),
            build.option().passes(),
            build.sortMillis(),
            build.serialMillis(),
            build.validationMillis(),
            build.option().elapsed().toNanos() / 1e6,
            flow.nowMillis() - build.startMillis());
    return sort.of(work, build.option().memoryBytes());
  }

  /// Real costs and the real pool of workers, whatever the plan believes.
  ///
  /// @param poolWorkers first come, first served: a build that asks for three may get none
  /// @param factors of costs by job id; 1 where absent
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

    /// The bound for perfect knowledge.
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

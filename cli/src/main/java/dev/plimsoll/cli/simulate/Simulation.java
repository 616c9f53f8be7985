package dev.plimsoll.cli.simulate;

import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.Capacity.CapacityLimits;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planning.schedule.BuildSchedule;
import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.planning.schedule.LowerBound;
import dev.plimsoll.planning.schedule.Machine;
import dev.plimsoll.planning.simulation.Comparison;
import dev.plimsoll.planning.simulation.WhatIf;
import dev.plimsoll.planning.sizing.BuildCosts;
import dev.plimsoll.planning.sizing.KeyKind;
import dev.plimsoll.planning.strategy.SchedulingStrategy;
import dev.plimsoll.planning.strategy.Strategies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Schedules of every strategy on every machine of a question.
final class Simulation {
  // A petabyte, far above any question: no limit.
  private static final long UNLIMITED = 1L << 50;

  private Simulation() {}

  /// @param strategy whose schedules are returned
  /// @param kind of all text keys; null for the file's
  record Question(
      WhatIf tables,
      Hardware hardware,
      String strategy,
      int batchSize,
      int jobs,
      @Nullable KeyKind kind,
      @Nullable Duration window) {}

  /// Machines that differ in their cores only.
  ///
  /// @param cores of each machine
  /// @param workers null for as many as cores
  /// @param diskBytesPerSecond 0 for no limit
  record Hardware(
      List<Integer> cores, long memoryBytes, @Nullable Integer workers, long diskBytesPerSecond) {}

  /// @param windowMillis null without --window
  /// @param fits whether the chosen strategy fits on each machine; true without a window
  record Answer(
      int tables,
      long rows,
      long bytes,
      String strategy,
      @Nullable Long windowMillis,
      boolean fits,
      List<MachineAnswer> machines) {}

  /// @param windowPossible false where no strategy could fit
  /// @param diskDecides all strategies take about as long, since all wait for the disk
  /// @param builds of the chosen strategy, by start
  record MachineAnswer(
      int cores,
      long memoryBytes,
      int workers,
      long diskBytesPerSecond,
      ShortestTime lowerBound,
      boolean windowPossible,
      boolean diskDecides,
      List<StrategyAnswer> strategies,
      List<Build> builds) {}

  /// Time that no schedule can beat.
  ///
  /// @param by what sets it
  /// @param reason the same in a few words
  record ShortestTime(long millis, LowerBound.By by, String reason) {}

  /// @param ratio makespan over the lower bound
  /// @param refused reasons by table
  record StrategyAnswer(
      String name,
      String description,
      long makespanMillis,
      double ratio,
      boolean fits,
      Map<String, String> refused) {}

  record Build(
      String table,
      Lane lane,
      int workers,
      long memoryBytes,
      long startMillis,
      long endMillis,
      String reasoning) {}

  /// @throws PlimsollException USAGE for an impossible machine or table
  static Answer run(Question question) {
    try {
      List<Job> jobs = question.tables().jobs(question.kind());
      List<SchedulingStrategy> strategies = strategies(question);
      List<MachineAnswer> machines =
          question.hardware().cores().stream()
              .map(cores -> machine(question, jobs, strategies, cores))
              .toList();
      return new Answer(
          jobs.size(),
          question.tables().tables().stream().mapToLong(WhatIf.Table::rows).sum(),
          question.tables().tables().stream().mapToLong(WhatIf.Table::bytes).sum(),
          question.strategy(),
          question.window() == null ? null : question.window().toMillis(),
          machines.stream()
              .flatMap(machine -> machine.strategies().stream())
              .filter(row -> row.name().equals(question.strategy()))
              .allMatch(StrategyAnswer::fits),
          machines);
    } catch (IllegalArgumentException e) {
      throw new PlimsollException(ErrorCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  /// All strategies, and first the chosen one if it has settings of its own.
  private static List<SchedulingStrategy> strategies(Question question) {
    List<SchedulingStrategy> strategies =
        new ArrayList<>(Strategies.all(question.batchSize(), question.jobs()));
    if (strategies.stream().noneMatch(one -> one.name().equals(question.strategy()))) {
      Strategies.named(question.strategy()).ifPresent(strategies::addFirst);
    }
    return strategies;
  }

  private static MachineAnswer machine(
      Question question, List<Job> jobs, List<SchedulingStrategy> strategies, int cores) {
    Hardware hardware = question.hardware();
    int workers = hardware.workers() == null ? cores : hardware.workers();
    Machine machine =
        Machine.of(
            new Capacity(
                cores,
                hardware.memoryBytes(),
                workers,
                UNLIMITED,
                UNLIMITED,
                new CapacityLimits(0, hardware.diskBytesPerSecond(), 0, null)));
    Comparison comparison =
        Comparison.of(strategies, jobs, machine, BuildCosts.DEFAULT, question.window());
    LowerBound bound = comparison.lowerBound();
    List<StrategyAnswer> rows = new ArrayList<>();
    List<Build> builds = new ArrayList<>();
    for (int i = 0; i < strategies.size(); i++) {
      Comparison.Row row = comparison.rows().get(i);
      rows.add(row(strategies.get(i), row, jobs));
      if (row.strategy().equals(question.strategy())) {
        row.schedule().placements().stream().map(Simulation::build).forEach(builds::add);
      }
    }
    return new MachineAnswer(
        cores,
        hardware.memoryBytes(),
        workers,
        hardware.diskBytesPerSecond(),
        new ShortestTime(bound.atLeast().toMillis(), bound.by(), bound.words()),
        comparison.windowIsPossible(),
        comparison.diskDecides(),
        rows,
        builds);
  }

  private static StrategyAnswer row(
      SchedulingStrategy strategy, Comparison.Row row, List<Job> jobs) {
    BuildSchedule schedule = row.schedule();
    Map<String, String> refused = new TreeMap<>();
    for (Job job : jobs) {
      String reason = schedule.refused().get(job.id());
      if (reason != null) {
        refused.put(job.table().toString(), reason);
      }
    }
    return new StrategyAnswer(
        strategy.name(),
        strategy.description(),
        schedule.makespan().toMillis(),
        Math.round(1_000 * schedule.ratio()) / 1_000.0,
        row.fits(),
        refused);
  }

  private static Build build(BuildSchedule.Placement placement) {
    return new Build(
        placement.job().table().toString(),
        placement.lane(),
        placement.option().workers(),
        placement.option().memoryBytes(),
        placement.start().toMillis(),
        placement.end().toMillis(),
        placement.reasoning());
  }
}

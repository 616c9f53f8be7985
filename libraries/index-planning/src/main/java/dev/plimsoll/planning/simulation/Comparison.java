package dev.plimsoll.planning.simulation;

import dev.plimsoll.planning.schedule.BuildSchedule;
import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.planning.schedule.LowerBound;
import dev.plimsoll.planning.schedule.Machine;
import dev.plimsoll.planning.sizing.BuildCosts;
import dev.plimsoll.planning.strategy.SchedulingStrategy;
import java.time.Duration;
import java.util.List;
import java.util.LongSummaryStatistics;
import org.jspecify.annotations.Nullable;

/// A comparison of strategies on the same builds and machine.
///
/// @param window for the builds; null for none
public record Comparison(LowerBound lowerBound, @Nullable Duration window, List<Row> rows) {
  // Within this factor of the best, strategies count as equal.
  private static final double ABOUT_AS_LONG = 1.25;

  public Comparison {
    rows = List.copyOf(rows);
  }

  /// @param fits the window, if any, with every build
  public record Row(BuildSchedule schedule, boolean fits) {
    public String strategy() {
      return schedule.strategy();
    }

    public Duration makespan() {
      return schedule.makespan();
    }
  }

  public static Comparison of(
      List<SchedulingStrategy> strategies,
      List<Job> jobs,
      Machine machine,
      BuildCosts costs,
      @Nullable Duration window) {
    List<Row> rows =
        // A thousand builds take a second of all strategies together.
        strategies.parallelStream()
            .map(strategy -> Simulator.predict(strategy, jobs, machine, costs))
            .map(schedule -> new Row(schedule, fits(schedule, window)))
            .toList();
    return new Comparison(LowerBound.of(jobs, machine, costs), window, rows);
  }

  private static boolean fits(BuildSchedule schedule, @Nullable Duration window) {
    return window == null
        || (schedule.refused().isEmpty() && schedule.makespan().compareTo(window) <= 0);
  }

  /// Whether the disk makes all strategies take about as long.
  public boolean diskDecides() {
    if (lowerBound.by() != LowerBound.By.DISK || rows.isEmpty()) {
      return false;
    }
    LongSummaryStatistics nanos =
        rows.stream().mapToLong(row -> row.makespan().toNanos()).summaryStatistics();
    return nanos.getMax() <= nanos.getMin() * ABOUT_AS_LONG;
  }

  /// Whether any strategy can make it.
  public boolean windowIsPossible() {
    return window == null || lowerBound.atLeast().compareTo(window) <= 0;
  }
}

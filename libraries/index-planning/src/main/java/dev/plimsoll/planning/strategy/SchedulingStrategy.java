package dev.plimsoll.planning.strategy;

import dev.plimsoll.planning.schedule.SchedulerState;
import dev.plimsoll.planning.schedule.SchedulerState.Start;
import java.util.List;
import java.util.Map;

/// Decides memory, workers, order, lane and how many builds run side by side.
///
/// Every strategy keeps these promises (`StrategyConformanceTest`): no limit of the load line is
/// passed at any moment, one build a table at a time, nothing starts before what it waits for, an
/// unsafe peer runs alone and last, the same situation gives the same answer, and when nothing runs
/// something that can start does.
public interface SchedulingStrategy {
  /// As in `--strategy`.
  String name();

  /// What it does, in a sentence.
  String description();

  /// What to start now, in this order; empty to wait until something changes.
  List<Start> decide(SchedulerState situation);

  /// Jobs that it will never start, by id, with the reason: nothing is squeezed under the load line
  /// by less disk or fewer temporary files than it takes.
  Map<String, String> refused(SchedulerState situation);

  /// True for a baseline that runs more processes than there are cores, as the tool that it stands
  /// for does. It shares them: that costs time, and passes no other limit.
  default boolean sharesCores() {
    return false;
  }
}

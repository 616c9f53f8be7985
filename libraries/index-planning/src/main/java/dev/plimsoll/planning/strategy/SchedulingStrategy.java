package dev.plimsoll.planning.strategy;

import dev.plimsoll.planning.schedule.SchedulerState;
import dev.plimsoll.planning.schedule.SchedulerState.Start;
import java.util.List;
import java.util.Map;

/// A choice of memory, workers, order, lane and number of concurrent builds.
///
/// Every strategy keeps these promises (`StrategyConformanceTest`): no limit of the load line is
/// exceeded, one build a table at a time, nothing starts before the jobs that block it, an unsafe
/// peer runs alone and last, the same situation gives the same answer, and an idle machine starts
/// what it can.
public interface SchedulingStrategy {
  /// As in `--strategy`.
  String name();

  String description();

  /// Builds to start now, in order; empty to wait for a change.
  List<Start> decide(SchedulerState situation);

  /// Jobs that it will never start, by id, with the reason: without disk or temporary files for
  /// them.
  Map<String, String> refused(SchedulerState situation);

  /// Whether it runs more processes than cores, as the tool does that a baseline stands for. That
  /// costs time and exceeds no other limit.
  default boolean sharesCores() {
    return false;
  }
}

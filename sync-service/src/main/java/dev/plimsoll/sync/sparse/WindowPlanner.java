package dev.plimsoll.sync.sparse;

/// Which ids to read next, given what the last ones returned. Immutable: each answer is a new
/// planner, and one that starts at the first id not yet read goes on after a crash, having
/// forgotten no more than the last efficiencies.
///
/// For every planner: the windows it asks for, and what it defers, are the range, each id once and
/// in ascending order.
public sealed interface WindowPlanner permits FixedWindows, EarlyTermination, AdaptiveWindows {
  WindowStep step();

  /// The window of {@link #step} has been read.
  ///
  /// @param rows it returned, 0 or more
  /// @throws IllegalStateException when the step was no window
  WindowPlanner returned(long rows);

  /// The same at the same place, under other thresholds.
  WindowPlanner under(SparseConfig config);
}

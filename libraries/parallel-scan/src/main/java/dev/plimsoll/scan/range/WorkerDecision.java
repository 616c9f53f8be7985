package dev.plimsoll.scan.range;

/// The next move of an idle worker.
public sealed interface WorkerDecision {
  /// Take this range, which waits.
  record Take(long id) implements WorkerDecision {}

  /// Cut this range, which somebody holds, and take what lies behind the cut.
  record Steal(long id) implements WorkerDecision {}

  /// All that is left is held by others and not worth a cut.
  record NothingToTake() implements WorkerDecision {}

  /// All ranges have ended.
  record AllEnded() implements WorkerDecision {}
}

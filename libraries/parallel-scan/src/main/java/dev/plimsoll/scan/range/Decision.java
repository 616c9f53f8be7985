package dev.plimsoll.scan.range;

/// What an idle worker is to do.
public sealed interface Decision {
  /// Take this range, which waits.
  record Take(long id) implements Decision {}

  /// Cut this range, which somebody holds, and take what lies behind the cut.
  record Steal(long id) implements Decision {}

  /// All that is left is held by others and not worth a cut.
  record NothingToTake() implements Decision {}

  /// All ranges have ended.
  record AllEnded() implements Decision {}
}

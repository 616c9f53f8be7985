package dev.plimsoll.maintenance.run;

import java.time.Duration;

/// How long others may wait for an action, and an action for others. Immutable.
///
/// @param othersWait a statement of ours that others have waited for so long is canceled
/// @param ownWait a statement of ours that has waited for others so long is canceled
/// @param oldestTransaction nothing that would wait for it, or be in vain, begins while one is
///     older
/// @param lockTry `lock_timeout` of a statement under ACCESS EXCLUSIVE, and so the longest wait of
///     those behind it
/// @param lockTries for such a lock, with growing pauses between
/// @param firstPause after the first of them, doubled each time
/// @param longestPause limit of the doubling
/// @param look how often the watcher looks; four times a second at least
public record RunLimits(
    Duration othersWait,
    Duration ownWait,
    Duration oldestTransaction,
    Duration lockTry,
    int lockTries,
    Duration firstPause,
    Duration longestPause,
    Duration look) {
  private static final Duration LOOKS_AT_LEAST = Duration.ofMillis(250);

  public static final RunLimits DEFAULT =
      new RunLimits(
          Duration.ofMillis(300),
          Duration.ofMinutes(5),
          Duration.ofMinutes(5),
          Duration.ofMillis(200),
          10,
          Duration.ofMillis(500),
          Duration.ofSeconds(10),
          Duration.ofMillis(100));

  public RunLimits {
    if (look.compareTo(LOOKS_AT_LEAST) > 0 || !look.isPositive()) {
      throw new IllegalArgumentException("the watcher looks every 1 to 250 ms, not " + look);
    }
    if (lockTries < 1 || !lockTry.isPositive()) {
      throw new IllegalArgumentException("a lock is tried at least once, for some time");
    }
  }

  public RunLimits withOwnWait(Duration other) {
    return new RunLimits(
        othersWait, other, oldestTransaction, lockTry, lockTries, firstPause, longestPause, look);
  }

  public RunLimits withOldestTransaction(Duration other) {
    return new RunLimits(
        othersWait, ownWait, other, lockTry, lockTries, firstPause, longestPause, look);
  }

  public RunLimits withTries(int tries, Duration first) {
    return new RunLimits(
        othersWait, ownWait, oldestTransaction, lockTry, tries, first, longestPause, look);
  }

  /// After so many failed tries.
  Duration pause(int failures) {
    Duration doubled = firstPause.multipliedBy(1L << Math.min(failures - 1, 20));
    return doubled.compareTo(longestPause) < 0 ? doubled : longestPause;
  }
}

package dev.plimsoll.offsetlog.assignment;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/// The limit of what a run takes. It takes what waits: while little does, any limit is more than
/// enough.
public sealed interface RunSize {
  /// Batches that a run takes at the most where only something else bounds it: what fits into
  /// memory without a thought.
  int MOST = 64_000;

  /// For the run that begins now, 1 or more.
  int batches();

  /// It takes what was accepted in this time from the oldest on.
  default Duration window() {
    return Duration.ofDays(365);
  }

  /// Whether a run took as much as it may.
  ///
  /// @param taken batches
  /// @param most of [#batches] when it began
  default boolean full(int taken, int most) {
    return taken >= most;
  }

  /// What a run took.
  default void ran(AssignedRun run, Duration took) {
    // Most do not learn from it.
  }

  /// Always the same.
  record Fixed(int batches) implements RunSize {}

  /// What was accepted within some time.
  record ByTime(Duration window) implements RunSize {
    @Override
    public int batches() {
      return MOST;
    }

    /// What came later than its window waits.
    @Override
    public boolean full(int taken, int most) {
      return true;
    }
  }

  /// As many as a run gets done in a given time: half as many after one that took longer, half
  /// more after one that used them up in less than half of it. A shard is held for about that long
  /// at the most, whatever the machine is and however many partitions the batches lie in.
  final class Adaptive implements RunSize {
    private static final int LEAST = 500;

    private final int most;
    private final Duration budget;
    private final AtomicInteger size;

    /// @param most whatever the time, 1 or more: it bounds a run's memory
    public Adaptive(int most, Duration budget) {
      this.most = most;
      this.budget = budget;
      this.size = new AtomicInteger(Math.min(most, 8 * LEAST));
    }

    @Override
    public int batches() {
      return size.get();
    }

    @Override
    public void ran(AssignedRun run, Duration took) {
      int now = size.get();
      if (took.compareTo(budget) > 0) {
        size.set(Math.max(Math.min(LEAST, most), now / 2));
      } else if (run.taken() >= now && took.multipliedBy(2).compareTo(budget) < 0) {
        size.set(Math.min(most, now + now / 2));
      }
    }
  }
}

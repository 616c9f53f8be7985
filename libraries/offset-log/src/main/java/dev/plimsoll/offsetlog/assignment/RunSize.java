package dev.plimsoll.offsetlog.assignment;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/// The limit of what a run takes. Any limit suffices while few batches wait.
public sealed interface RunSize {
  /// Batches of a run without another bound: they fit into memory easily.
  int MOST = 64_000;

  /// For the run that begins now, 1 or more.
  int batches();

  /// Of acceptance, from the oldest batch on.
  default Duration window() {
    return Duration.ofDays(365);
  }

  /// Whether a run took as much as it may.
  ///
  /// @param most of [#batches] when it began
  default boolean full(int taken, int most) {
    return taken >= most;
  }

  /// Reports a run.
  default void ran(AssignedRun run, Duration took) {
    // Most do not learn from it.
  }

  record Fixed(int batches) implements RunSize {}

  /// Batches that were accepted within a time.
  record ByTime(Duration window) implements RunSize {
    @Override
    public int batches() {
      return MOST;
    }

    /// Later batches always wait.
    @Override
    public boolean full(int taken, int most) {
      return true;
    }
  }

  /// As many batches as a run finishes in a given time. Halved after a longer run; half more
  /// after a full run of less than half the time. A shard is thus locked for about that time, on
  /// any machine and for any number of partitions.
  final class Adaptive implements RunSize {
    private static final int LEAST = 500;

    private final int most;
    private final Duration budget;
    private final AtomicInteger size;

    /// @param most 1 or more: it bounds a run's memory
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

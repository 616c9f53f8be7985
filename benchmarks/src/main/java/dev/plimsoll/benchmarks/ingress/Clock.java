package dev.plimsoll.benchmarks.ingress;

import dev.plimsoll.benchmarks.harness.Latencies;
import java.util.concurrent.locks.LockSupport;

/// Clock of one connection: when its files are due, and the latencies of their answers. A latency
/// counts from the due time even where the file was sent late.
final class Clock {
  private final long countsFrom;
  private final long ends;
  private final long interval;
  private long due;
  private final Latencies latencies = new Latencies();

  /// Times are of [System#nanoTime].
  ///
  /// @param interval nanoseconds between files; 0 where each follows the answer before
  Clock(long begins, long countsFrom, long ends, long interval) {
    this.countsFrom = countsFrom;
    this.ends = ends;
    this.interval = interval;
    due = begins;
  }

  /// Waits until the next file is due; false at the end.
  boolean await() {
    if (interval == 0) {
      due = System.nanoTime();
      return due < ends;
    }
    due += interval;
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    return due < ends;
  }

  /// Due time of the file that is sent now.
  long due() {
    return due;
  }

  /// Records an answer; false where it does not count.
  boolean answered(long wasDue) {
    long now = System.nanoTime();
    if (now < countsFrom || now > ends) {
      return false;
    }
    latencies.since(wasDue);
    return true;
  }

  Latencies latencies() {
    return latencies;
  }
}

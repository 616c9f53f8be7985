package dev.plimsoll.benchmarks.ingress;

import dev.plimsoll.benchmarks.harness.Latencies;
import java.util.concurrent.locks.LockSupport;

/// When files of one connection are due, and how long their answers took from then on. A file that
/// could not be sent when it was due waited all the same: so does the one who had it.
final class Clock {
  private final long countsFrom;
  private final long ends;
  private final long interval;
  private long due;
  private final Latencies latencies = new Latencies();

  /// @param begins as of [System#nanoTime]
  /// @param interval nanoseconds between two files; 0 where each follows the answer to the one
  ///     before
  Clock(long begins, long countsFrom, long ends, long interval) {
    this.countsFrom = countsFrom;
    this.ends = ends;
    this.interval = interval;
    due = begins;
  }

  /// Waits until the next file is due.
  ///
  /// @return false where the time is over
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

  /// When the file was due that is sent now.
  long due() {
    return due;
  }

  /// It has its answer.
  ///
  /// @return whether that counts
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

package dev.plimsoll.benchmarks.harness;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/// Arrivals of an open loop: the times at which work is due, set before any of it begins. While one
/// piece hangs, others come due and are late, so a stall counts for all of them; a closed loop
/// counts it once.
public final class Arrivals {
  private final long[] afterNanos;

  private Arrivals(long[] afterNanos) {
    this.afterNanos = afterNanos;
  }

  /// Poisson arrivals: the gaps are exponential.
  ///
  /// @param perSecond mean rate, above 0
  /// @param seed the same gives the same times
  public static Arrivals atRandom(double perSecond, Duration lasting, long seed) {
    Random random = new Random(seed);
    double nanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    return new Arrivals(
        DoubleStream.iterate(
                gap(random, nanos),
                next -> next < lasting.toNanos(),
                next -> next + gap(random, nanos))
            .mapToLong(next -> (long) next)
            .toArray());
  }

  private static double gap(Random random, double nanos) {
    return -Math.log(1 - random.nextDouble()) * nanos;
  }

  public static Arrivals every(Duration period, Duration lasting) {
    return new Arrivals(
        LongStream.range(0, lasting.toNanos() / period.toNanos())
            .map(i -> i * period.toNanos())
            .toArray());
  }

  public int count() {
    return afterNanos.length;
  }

  /// Work that is due at a time.
  @FunctionalInterface
  public interface Due<E extends Exception> {
    /// @param number from 0 on
    /// @param dueNanos of [System#nanoTime]; latency counts from it
    void at(int number, long dueNanos) throws E;
  }

  /// Does the work at each time, or at once where it is late, one after the other on the caller's
  /// thread.
  ///
  /// @param beganNanos begin of the first second, of [System#nanoTime]
  public <E extends Exception> void run(long beganNanos, Due<E> work) throws E {
    for (int i = 0; i < afterNanos.length; i++) {
      long due = beganNanos + afterNanos[i];
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      work.at(i, due);
    }
  }
}

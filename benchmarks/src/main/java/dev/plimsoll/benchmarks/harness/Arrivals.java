package dev.plimsoll.benchmarks.harness;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/// Times at which work is due, set before any of it begins: an open loop. While one piece of work
/// hangs, others go on coming due, and all of them are late: a stall counts as often as it would
/// to those who wait, where a closed loop counts it once.
public final class Arrivals {
  private final long[] afterNanos;

  private Arrivals(long[] afterNanos) {
    this.afterNanos = afterNanos;
  }

  /// As of many who know nothing of each other: the gaps are exponential.
  ///
  /// @param perSecond in the mean, above 0
  /// @param lasting in which they are due
  /// @param seed the same gives the same times again
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

  /// One after each period.
  ///
  /// @param lasting in which they are due
  public static Arrivals every(Duration period, Duration lasting) {
    return new Arrivals(
        LongStream.range(0, lasting.toNanos() / period.toNanos())
            .map(i -> i * period.toNanos())
            .toArray());
  }

  public int count() {
    return afterNanos.length;
  }

  /// What is due at a time.
  @FunctionalInterface
  public interface Due<E extends Exception> {
    /// @param number from 0 on
    /// @param dueNanos of [System#nanoTime]: what latency counts from
    void at(int number, long dueNanos) throws E;
  }

  /// Does what is due at each time, or, where it is late, at once; on the caller's thread, so one
  /// after the other.
  ///
  /// @param beganNanos of [System#nanoTime], when the first second began
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

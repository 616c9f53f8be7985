package dev.plimsoll.benchmarks.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// How long things took, from when they were due. Filled by any thread.
///
/// A percentile is that of what was measured, without a bucket in between; the greatest is there
/// too, since a percentile of few samples is next to nothing but it.
public final class Latencies {
  private static final double NANOS_PER_MILLI = 1e6;

  private final List<Double> millis = new ArrayList<>();

  /// @param dueNanos of [System#nanoTime]
  public synchronized void since(long dueNanos) {
    millis.add((System.nanoTime() - dueNanos) / NANOS_PER_MILLI);
  }

  /// @param other of which nothing is taken away
  public void addAll(Latencies other) {
    List<Double> copied = other.copy();
    synchronized (this) {
      millis.addAll(copied);
    }
  }

  private synchronized List<Double> copy() {
    return List.copyOf(millis);
  }

  /// The latency that a share of all does not pass, in milliseconds; NaN where there is no sample.
  ///
  /// @param share above 0; 1 for the greatest
  public synchronized double percentile(double share) {
    return millis.isEmpty() ? Double.NaN : Statistics.percentile(millis, share);
  }

  /// Median, p99, p99.9 and the greatest, in milliseconds, by [#p50] and its like; nothing where
  /// there is no sample.
  ///
  /// @param of what, the beginning of the figures' names: `visible`
  public synchronized void putInto(Map<String, Double> figures, String of) {
    if (!millis.isEmpty()) {
      figures.put(p50(of), percentile(0.50));
      figures.put(p99(of), percentile(0.99));
      figures.put(p999(of), percentile(0.999));
      figures.put(most(of), percentile(1));
    }
  }

  public static String p50(String of) {
    return of + "P50Millis";
  }

  public static String p99(String of) {
    return of + "P99Millis";
  }

  public static String p999(String of) {
    return of + "P999Millis";
  }

  public static String most(String of) {
    return of + "MostMillis";
  }

  /// In words, with how many samples there are.
  public synchronized String inWords() {
    return millis.isEmpty()
        ? "no sample"
        : String.format(
            Locale.ROOT,
            "p50 %.1f, p99 %.1f, p99.9 %.1f, most %.1f ms (%,d samples)",
            percentile(0.50),
            percentile(0.99),
            percentile(0.999),
            percentile(1),
            millis.size());
  }
}

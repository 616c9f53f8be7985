package dev.plimsoll.benchmarks.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Latencies from the time that work was due, in milliseconds. Thread-safe. Percentiles are exact,
/// without buckets; the greatest is reported too, since few samples have no other high percentile.
public final class Latencies {

  private final List<Double> millis = new ArrayList<>();

  /// @param dueNanos of [System#nanoTime]
  public synchronized void since(long dueNanos) {
    millis.add((System.nanoTime() - dueNanos) / 1e6);
  }

  public void addAll(Latencies other) {
    List<Double> copied = other.copy();
    synchronized (this) {
      millis.addAll(copied);
    }
  }

  private synchronized List<Double> copy() {
    return List.copyOf(millis);
  }

  /// Percentile in milliseconds; NaN without samples.
  ///
  /// @param share above 0; 1 for the greatest
  public synchronized double percentile(double share) {
    return millis.isEmpty() ? Double.NaN : Statistics.percentile(millis, share);
  }

  /// Adds median, p99, p99.9 and the greatest, in milliseconds; nothing without samples.
  ///
  /// @param of prefix of the figures' names: `visible`
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

  /// Percentiles and the number of samples in words.
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

package dev.plimsoll.benchmarks.materialize;

import dev.plimsoll.benchmarks.harness.Statistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// How long it took from an append's begin until its offsets could be read. Filled by any thread.
final class Latencies {
  static final String P50 = "visibleP50Millis";
  static final String P99 = "visibleP99Millis";

  private static final double NANOS_PER_MILLI = 1e6;

  private final List<Double> millis = new ArrayList<>();

  synchronized void since(long beganNanos) {
    millis.add((System.nanoTime() - beganNanos) / NANOS_PER_MILLI);
  }

  synchronized void putInto(Map<String, Double> figures) {
    if (!millis.isEmpty()) {
      figures.put(P50, Statistics.percentile(millis, 0.50));
      figures.put(P99, Statistics.percentile(millis, 0.99));
    }
  }
}

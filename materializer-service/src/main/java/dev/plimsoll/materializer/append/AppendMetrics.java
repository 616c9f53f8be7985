package dev.plimsoll.materializer.append;

import static dev.plimsoll.materializer.metrics.Meters.counter;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/// What came in over HTTP, by the ingress path.
@Singleton
public final class AppendMetrics {
  /// The label `ingress`.
  enum Ingress {
    FILE,
    LINE,
    BATCH
  }

  private final Map<Ingress, Counter> files = new EnumMap<>(Ingress.class);
  private final Map<Ingress, Counter> batches = new EnumMap<>(Ingress.class);
  private final Map<Ingress, Counter> bytes = new EnumMap<>(Ingress.class);
  private final Counter turnedAway;

  public AppendMetrics(MeterRegistry registry) {
    for (Ingress ingress : Ingress.values()) {
      String label = ingress.name().toLowerCase(Locale.ROOT);
      files.put(
          ingress,
          Counter.builder("plimsoll.materializer.append.files")
              .description("Files that were kept, or single batches")
              .tag("ingress", label)
              .register(registry));
      batches.put(
          ingress,
          Counter.builder("plimsoll.materializer.append.batches")
              .description("Batches in them")
              .tag("ingress", label)
              .register(registry));
      bytes.put(
          ingress,
          Counter.builder("plimsoll.materializer.append.bytes")
              .description("Bytes of object storage that they take")
              .baseUnit("bytes")
              .tag("ingress", label)
              .register(registry));
    }
    turnedAway =
        counter(
            registry,
            "plimsoll.materializer.append.turned.away",
            "Requests that were answered 429, since too many were under way");
  }

  /// A file of which nothing was done, since it was there before, is not counted.
  void kept(Ingress ingress, int ofBatches, long ofBytes) {
    count(files, ingress, 1);
    count(batches, ingress, ofBatches);
    count(bytes, ingress, ofBytes);
  }

  void turnedAway() {
    turnedAway.increment();
  }

  private static void count(Map<Ingress, Counter> counters, Ingress ingress, double by) {
    Counter counter = counters.get(ingress);
    if (counter != null) {
      counter.increment(by);
    }
  }
}

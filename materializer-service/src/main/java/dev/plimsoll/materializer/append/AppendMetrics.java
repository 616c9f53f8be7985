package dev.plimsoll.materializer.append;

import static dev.plimsoll.materializer.metrics.Meters.counter;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// Counters of appends over HTTP, by ingress.
@Singleton
public final class AppendMetrics {
  enum Ingress {
    FILE,
    LINE,
    BATCH
  }

  private record Counters(Counter files, Counter batches, Counter bytes) {}

  private final Map<Ingress, Counters> kept = new EnumMap<>(Ingress.class);
  private final Counter turnedAway;

  public AppendMetrics(MeterRegistry registry) {
    for (Ingress ingress : Ingress.values()) {
      String label = ingress.name().toLowerCase(Locale.ROOT);
      kept.put(
          ingress,
          new Counters(
              Counter.builder("plimsoll.materializer.append.files")
                  .description("Files that were kept, or single batches")
                  .tag("ingress", label)
                  .register(registry),
              Counter.builder("plimsoll.materializer.append.batches")
                  .description("Batches in them")
                  .tag("ingress", label)
                  .register(registry),
              Counter.builder("plimsoll.materializer.append.bytes")
                  .description("Bytes of object storage that they take")
                  .baseUnit("bytes")
                  .tag("ingress", label)
                  .register(registry)));
    }
    turnedAway =
        counter(
            registry,
            "plimsoll.materializer.append.turned.away",
            "Requests that were answered 429, since too many were under way");
  }

  /// Resent files are not counted.
  void kept(Ingress ingress, int ofBatches, long ofBytes) {
    Counters counters = Objects.requireNonNull(kept.get(ingress));
    counters.files().increment();
    counters.batches().increment(ofBatches);
    counters.bytes().increment(ofBytes);
  }

  void turnedAway() {
    turnedAway.increment();
  }
}

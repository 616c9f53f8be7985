package dev.plimsoll.materializer.append;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/// What came in over HTTP, by the door.
@Singleton
public final class AppendMetrics {
  /// The label `door`.
  enum Door {
    FILE,
    LINE,
    BATCH
  }

  private final Map<Door, Counter> files = new EnumMap<>(Door.class);
  private final Map<Door, Counter> batches = new EnumMap<>(Door.class);
  private final Map<Door, Counter> bytes = new EnumMap<>(Door.class);
  private final Counter turnedAway;

  public AppendMetrics(MeterRegistry registry) {
    for (Door door : Door.values()) {
      String label = door.name().toLowerCase(Locale.ROOT);
      files.put(
          door,
          Counter.builder("plimsoll.materializer.append.files")
              .description("Files that were kept, or single batches")
              .tag("door", label)
              .register(registry));
      batches.put(
          door,
          Counter.builder("plimsoll.materializer.append.batches")
              .description("Batches in them")
              .tag("door", label)
              .register(registry));
      bytes.put(
          door,
          Counter.builder("plimsoll.materializer.append.bytes")
              .description("Bytes of object storage that they take")
              .baseUnit("bytes")
              .tag("door", label)
              .register(registry));
    }
    turnedAway =
        Counter.builder("plimsoll.materializer.append.turned.away")
            .description("Requests that were answered 429, since too many were under way")
            .register(registry);
  }

  /// A file of which nothing was done, since it was there before, is not counted.
  void kept(Door door, int ofBatches, long ofBytes) {
    count(files, door, 1);
    count(batches, door, ofBatches);
    count(bytes, door, ofBytes);
  }

  void turnedAway() {
    turnedAway.increment();
  }

  private static void count(Map<Door, Counter> counters, Door door, double by) {
    Counter counter = counters.get(door);
    if (counter != null) {
      counter.increment(by);
    }
  }
}

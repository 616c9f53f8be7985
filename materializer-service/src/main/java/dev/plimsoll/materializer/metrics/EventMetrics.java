package dev.plimsoll.materializer.metrics;

import static dev.plimsoll.materializer.metrics.Meters.counter;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/// Metrics of `log.events`, by outcome.
@Singleton
public final class EventMetrics {
  public enum Outcome {
    ACCEPTED,
    MALFORMED,
    FORGED,
    NOT_PERMITTED,
    UNKNOWN_PARTITION,
    FILE_CONFLICT
  }

  private final Map<Outcome, Counter> events = new EnumMap<>(Outcome.class);
  private final Timer polls;
  private final Counter failures;

  public EventMetrics(MeterRegistry registry) {
    for (Outcome outcome : Outcome.values()) {
      events.put(
          outcome,
          Counter.builder("plimsoll.materializer.ingestion.events")
              .description("Events of log.events, by what became of them")
              .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
    polls =
        Timer.builder("plimsoll.materializer.ingestion.poll")
            .description("From a poll of log.events to its acknowledgement")
            .register(registry);
    failures =
        counter(
            registry,
            "plimsoll.materializer.ingestion.failures",
            "Transactions that failed and were tried again");
  }

  public void counted(Outcome outcome, int batches) {
    Counter counter = events.get(outcome);
    if (counter != null) {
      counter.increment(batches);
    }
  }

  public void ingested(Duration took) {
    polls.record(took);
  }

  public void failed() {
    failures.increment();
  }
}

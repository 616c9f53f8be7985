package dev.plimsoll.materializer.metrics;

import static dev.plimsoll.materializer.metrics.Meters.counter;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.offsetlog.assignment.AssignedRun;
import dev.plimsoll.offsetlog.assignment.AssignedRun.SetAside;
import dev.plimsoll.offsetlog.assignment.Placement;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Metrics of `log.events`, by outcome, and of offset assignment. Idle runs are not counted.
@Singleton
public final class LogMetrics {
  /// Outcome of an event.
  public enum EventOutcome {
    ACCEPTED,
    MALFORMED,
    FORGED,
    NOT_PERMITTED,
    UNKNOWN_PARTITION,
    FILE_CONFLICT
  }

  private static final List<ErrorCode> REFUSALS =
      List.of(
          ErrorCode.OUT_OF_SEQUENCE,
          ErrorCode.PRODUCER_FENCED,
          ErrorCode.PARTITION_FULL,
          ErrorCode.BATCH_CONFLICT,
          ErrorCode.UNKNOWN_PARTITION);

  private final Map<EventOutcome, Counter> events = new EnumMap<>(EventOutcome.class);
  private final Timer polls;
  private final Counter eventFailures;
  private final Timer runs;
  private final DistributionSummary partitionsPerRun;
  private final DistributionSummary batchesPerRun;
  private final Timer lockWaits;
  private final DistributionSummary bytesPerRun;
  private final Counter records;
  private final Counter duplicates;
  private final Map<ErrorCode, Counter> refused = new HashMap<>();
  private final Counter setAside;
  private final Counter failures;

  public LogMetrics(MeterRegistry registry) {
    for (EventOutcome outcome : EventOutcome.values()) {
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
    eventFailures =
        counter(
            registry,
            "plimsoll.materializer.ingestion.failures",
            "Transactions that failed and were tried again");
    runs =
        Timer.builder("plimsoll.materializer.assignment.run")
            .description("Transactions that gave offsets")
            .register(registry);
    partitionsPerRun =
        DistributionSummary.builder("plimsoll.materializer.assignment.partitions")
            .description("Partitions claimed by one transaction")
            .register(registry);
    batchesPerRun =
        DistributionSummary.builder("plimsoll.materializer.assignment.batches")
            .description("Batches that one transaction gave offsets")
            .register(registry);
    lockWaits =
        Timer.builder("plimsoll.materializer.assignment.lock.wait")
            .description("From the claim of a shard until its partitions were locked")
            .register(registry);
    bytesPerRun =
        DistributionSummary.builder("plimsoll.materializer.assignment.transaction.bytes")
            .baseUnit("bytes")
            .description("Packed bytes that one transaction took from the manifest")
            .register(registry);
    records = counter(registry, "plimsoll.materializer.assignment.records", "Offsets given");
    duplicates =
        counter(
            registry,
            "plimsoll.materializer.assignment.duplicates",
            "Batches that had offsets before, and got no others");
    for (ErrorCode code : REFUSALS) {
      refused.put(
          code,
          Counter.builder("plimsoll.materializer.assignment.refused")
              .description("Batches that got no offsets, by the reason; they are dead letters")
              .tag("code", code.value())
              .register(registry));
    }
    setAside =
        counter(
            registry,
            "plimsoll.materializer.assignment.quarantined",
            "Batches that no run could place, taken out of their shard's queue");
    failures =
        counter(registry, "plimsoll.materializer.assignment.failures", "Transactions rolled back");
  }

  public void assigned(AssignedRun run, Duration took) {
    Placement.Outcome outcome = run.outcome();
    runs.record(took);
    partitionsPerRun.record(outcome.moved().size());
    batchesPerRun.record(outcome.batches());
    lockWaits.record(run.lockWait());
    bytesPerRun.record(run.packedBytes());
    records.increment(outcome.records());
    duplicates.increment(outcome.duplicates());
    setAside.increment(run.setAside().stream().mapToInt(SetAside::batchCount).sum());
    for (Placement.Refusal refusal : outcome.refused()) {
      Counter counter = refused.get(refusal.why().code());
      if (counter != null) {
        counter.increment();
      }
    }
  }

  public void assignmentFailed() {
    failures.increment();
  }

  public void counted(EventOutcome outcome, int batches) {
    Counter counter = events.get(outcome);
    if (counter != null) {
      counter.increment(batches);
    }
  }

  public void ingested(Duration took) {
    polls.record(took);
  }

  public void ingestionFailed() {
    eventFailures.increment();
  }
}

package dev.plimsoll.materializer.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;

/// The cold path: runs that gave offsets. Idle rounds are not counted.
@Singleton
public final class AssignmentMetrics {
  private final Timer runs;
  private final DistributionSummary partitionsPerRun;
  private final DistributionSummary batchesPerRun;
  private final Counter records;
  private final Counter failures;

  public AssignmentMetrics(MeterRegistry registry) {
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
    records =
        Counter.builder("plimsoll.materializer.assignment.records")
            .description("Offsets given")
            .register(registry);
    failures =
        Counter.builder("plimsoll.materializer.assignment.failures")
            .description("Transactions rolled back")
            .register(registry);
  }

  public void assigned(int partitions, int batches, long offsets, Duration took) {
    runs.record(took);
    partitionsPerRun.record(partitions);
    batchesPerRun.record(batches);
    records.increment(offsets);
  }

  public void failed() {
    failures.increment();
  }
}

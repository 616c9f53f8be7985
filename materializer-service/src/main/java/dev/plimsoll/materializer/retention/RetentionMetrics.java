package dev.plimsoll.materializer.retention;

import static dev.plimsoll.materializer.metrics.Meters.counter;

import dev.plimsoll.offsetlog.retention.Retention.Removed;
import dev.plimsoll.offsetlog.retention.UnreferencedFiles;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/// Counters of retention in this process.
@Singleton
public final class RetentionMetrics {
  private final Counter batches;
  private final Counter records;
  private final Counter bytes;
  private final Counter objects;
  private final Counter objectsLeft;
  private final Counter objectFailures;
  private final Counter failures;

  public RetentionMetrics(MeterRegistry registry) {
    batches =
        counter(
            registry, "plimsoll.materializer.retention.batches", "Batches removed from the log");
    records = counter(registry, "plimsoll.materializer.retention.records", "Records of them");
    bytes =
        counter(
            registry,
            "plimsoll.materializer.retention.bytes",
            "Bytes of their objects that they took up");
    objects =
        counter(
            registry,
            "plimsoll.materializer.retention.objects",
            "Objects deleted to which nothing referred any more");
    objectsLeft =
        counter(
            registry,
            "plimsoll.materializer.retention.objects.left",
            "Objects of topics that own theirs which stay: they lie where nothing may be deleted");
    objectFailures =
        counter(
            registry,
            "plimsoll.materializer.retention.object.failures",
            "Tries to delete an object that failed");
    failures =
        counter(
            registry,
            "plimsoll.materializer.retention.failures",
            "Partitions that could not be worked on");
  }

  void removed(Removed removed) {
    batches.increment(removed.batches());
    records.increment(removed.records());
    bytes.increment(removed.bytes());
  }

  void deleted(UnreferencedFiles.Round round) {
    objects.increment(round.objects());
    objectsLeft.increment(round.left());
    objectFailures.increment(round.failed());
  }

  void failed() {
    failures.increment();
  }
}

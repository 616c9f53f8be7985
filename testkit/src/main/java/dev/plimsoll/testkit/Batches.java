package dev.plimsoll.testkit;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.ObjectRange;
import java.time.Instant;

/// Events of `log.events`.
public final class Batches {
  private Batches() {}

  /// Batch whose record count and object follow from its identity, so that a resend is the same.
  public static BatchAppended batch(
      String topic, int partition, String producer, int epoch, long sequence) {
    long records = 1 + Math.floorMod(31 * sequence + 7L * partition + producer.hashCode(), 500);
    return new BatchAppended(
        topic,
        partition,
        producer,
        epoch,
        sequence,
        new ObjectRange(
            "bucket",
            "%s/%d/%s/%d/%08d.parquet".formatted(topic, partition, producer, epoch, sequence),
            4,
            1_000 + records),
        records,
        Instant.parse("2026-01-01T00:00:00Z").plusNanos(1_001_000 * sequence));
  }
}

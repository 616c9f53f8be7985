package dev.plimsoll.systemtests.sequencing;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.BatchCommitted;

/// What a batch is known by, however often it is sent.
public record BatchId(String topic, int partition, String producerId, int epoch, long sequence) {
  public static BatchId of(BatchAppended batch) {
    return new BatchId(
        batch.topic(),
        batch.partition(),
        batch.producerId(),
        batch.producerEpoch(),
        batch.sequence());
  }

  public static BatchId of(BatchCommitted batch) {
    return new BatchId(
        batch.topic(),
        batch.partition(),
        batch.producerId(),
        batch.producerEpoch(),
        batch.sequence());
  }

  @Override
  public String toString() {
    return "%s/%d %s:%d #%d".formatted(topic, partition, producerId, epoch, sequence);
  }
}

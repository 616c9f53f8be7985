package dev.plimsoll.contracts.log;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import java.time.Instant;

/// A batch of a file, as in [BatchAppended].
public record FileBatch(
    @Within(Bound.LOG_TOPIC) String topic,
    @JsonProperty(required = true) @Within(Bound.LOG_PARTITION) int partition,
    @Within(Bound.PRODUCER_ID) String producerId,
    @JsonProperty(required = true) @Within(Bound.PRODUCER_EPOCH) int producerEpoch,
    @JsonProperty(required = true) @Within(Bound.SEQUENCE) long sequence,
    @JsonProperty(required = true) @Within(Bound.BYTE_OFFSET) long byteOffset,
    @Within(Bound.BYTE_LENGTH) long byteLength,
    @Within(Bound.RECORD_COUNT) long recordCount,
    @Within(Bound.MAX_TIMESTAMP) Instant maxTimestamp) {
  public FileBatch {
    if (partition < 0 || producerEpoch < 0 || sequence < 0 || recordCount < 1) {
      throw new IllegalArgumentException(
          "partition, producerEpoch and sequence must be 0 or more, recordCount 1 or more");
    }
    if (byteOffset < 0 || byteLength < 1 || byteOffset > Long.MAX_VALUE - byteLength) {
      throw new IllegalArgumentException(
          "byteOffset must be 0 or more, byteLength 1 or more, their sum below 2^63");
    }
  }

  public static FileBatch of(BatchAppended batch) {
    return new FileBatch(
        batch.topic(),
        batch.partition(),
        batch.producerId(),
        batch.producerEpoch(),
        batch.sequence(),
        batch.object().byteOffset(),
        batch.object().byteLength(),
        batch.recordCount(),
        batch.maxTimestamp());
  }
}

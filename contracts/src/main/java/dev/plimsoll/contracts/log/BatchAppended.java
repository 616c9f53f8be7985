package dev.plimsoll.contracts.log;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import java.time.Instant;

/// `log.events`: a batch of records is complete in object storage. Its identity is (topic,
/// partition, producer, epoch, sequence): resent any number of times, it gets one range of offsets.
///
/// @param topic of the log, not of Kafka
/// @param producerId stable over restarts
/// @param producerEpoch 0 or more; a higher one fences the lower
/// @param sequence 0 or more, growing by 1 in each (topic, partition, producer, epoch)
/// @param maxTimestamp of its youngest record
public record BatchAppended(
    @Within(Bound.LOG_TOPIC) String topic,
    @JsonProperty(required = true) @Within(Bound.LOG_PARTITION) int partition,
    @Within(Bound.PRODUCER_ID) String producerId,
    @JsonProperty(required = true) @Within(Bound.PRODUCER_EPOCH) int producerEpoch,
    @JsonProperty(required = true) @Within(Bound.SEQUENCE) long sequence,
    ObjectRange object,
    @Within(Bound.RECORD_COUNT) long recordCount,
    @Within(Bound.MAX_TIMESTAMP) Instant maxTimestamp) {
  public BatchAppended {
    if (topic.isEmpty() || producerId.isEmpty()) {
      throw new IllegalArgumentException("topic and producerId must be given");
    }
    if (partition < 0 || producerEpoch < 0 || sequence < 0 || recordCount < 1) {
      throw new IllegalArgumentException(
          "partition, producerEpoch and sequence must be 0 or more, recordCount 1 or more");
    }
  }

  /// The Kafka key, shared by messages that must stay in order.
  public String key() {
    return topic + "/" + partition;
  }
}

package dev.plimsoll.contracts.log;

import java.time.Instant;

/// `log.commits`: a batch got the offsets `[baseOffset, baseOffset + recordCount)` of its
/// partition. In a partition these ranges are contiguous from 0 and never overlap; messages of one
/// partition come in the order of their offsets.
public record BatchCommitted(
    String topic,
    int partition,
    long baseOffset,
    long recordCount,
    String producerId,
    int producerEpoch,
    long sequence,
    ObjectRange object,
    Instant maxTimestamp) {

  public long nextOffset() {
    return baseOffset + recordCount;
  }

  /// The Kafka key, shared by messages that must stay in order.
  public String key() {
    return topic + "/" + partition;
  }
}

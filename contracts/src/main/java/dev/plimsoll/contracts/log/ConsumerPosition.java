package dev.plimsoll.contracts.log;

import java.time.Instant;

/// `GET /api/v1/consumers/{consumer}/positions` of the materializer: a position in a partition.
///
/// @param lag unread records: the difference of the two offsets
public record ConsumerPosition(
    String topic, int partition, long nextOffset, long highWatermark, long lag, Instant movedAt) {}

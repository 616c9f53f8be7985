package dev.plimsoll.contracts.log;

import java.time.Instant;

/// `GET /api/v1/consumers/{consumer}/positions` of the materializer: how far a consumer has come
/// in a partition.
///
/// @param nextOffset the offset that it reads next
/// @param highWatermark the offset the next record gets
/// @param lag records that it has not read: the difference of the two
/// @param movedAt when the position was put
public record ConsumerPosition(
    String topic, int partition, long nextOffset, long highWatermark, long lag, Instant movedAt) {}

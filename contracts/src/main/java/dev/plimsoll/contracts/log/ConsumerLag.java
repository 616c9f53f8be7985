package dev.plimsoll.contracts.log;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/consumers` of the materializer: a consumer over all its partitions.
///
/// @param partitions with a position
/// @param lag unread records in them
/// @param movedAt of the last position; null where there is none
public record ConsumerLag(String consumer, int partitions, long lag, @Nullable Instant movedAt) {}

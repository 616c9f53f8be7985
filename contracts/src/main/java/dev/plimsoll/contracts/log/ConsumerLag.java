package dev.plimsoll.contracts.log;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/consumers` of the materializer: a consumer over all its partitions.
///
/// @param partitions in which it has a position
/// @param lag records that it has not read in them
/// @param movedAt when it last put a position; null where it has none
public record ConsumerLag(String consumer, int partitions, long lag, @Nullable Instant movedAt) {}

package dev.plimsoll.contracts.log;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import org.jspecify.annotations.Nullable;

/// `PATCH /api/v1/topics/{topic}` of the materializer: a change of a log topic. Absent parts stay.
///
/// @param partitions no fewer than before
/// @param retentionMs -1 takes the limit away
/// @param retentionBytes -1 takes the limit away
public record TopicPatch(
    @Nullable @Within(Bound.TOPIC_PARTITIONS) Integer partitions,
    @Nullable Boolean ownsObjects,
    @Nullable @Within(value = Bound.RETENTION_MS, orNone = true) Long retentionMs,
    @Nullable @Within(value = Bound.RETENTION_BYTES, orNone = true) Long retentionBytes) {}

package dev.plimsoll.contracts.log;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import org.jspecify.annotations.Nullable;

/// `PATCH /api/v1/topics/{topic}` of the materializer: what is to be otherwise. What is absent
/// stays.
///
/// @param partitions how many there are to be, not fewer than there are
/// @param ownsObjects as in [TopicRequest]
/// @param retentionMs as in [TopicRequest]; -1 takes the limit away
/// @param retentionBytes as in [TopicRequest]; -1 takes the limit away
public record TopicPatch(
    @Nullable @Within(Bound.TOPIC_PARTITIONS) Integer partitions,
    @Nullable Boolean ownsObjects,
    @Nullable @Within(value = Bound.RETENTION_MS, orNone = true) Long retentionMs,
    @Nullable @Within(value = Bound.RETENTION_BYTES, orNone = true) Long retentionBytes) {}

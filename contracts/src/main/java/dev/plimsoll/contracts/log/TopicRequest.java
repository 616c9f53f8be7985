package dev.plimsoll.contracts.log;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/topics` of the materializer: a log topic that is to be there.
///
/// @param name 1 to 255 characters, no control characters
/// @param partitions 1 to 10,000; they are numbered from 0 on
/// @param ownsObjects whether objects are deleted once no batch of the log refers to them; absent
///     for not: the objects are then their writer's
/// @param retentionMs how long batches stay at least, 1 or more; absent or -1 without a limit
/// @param retentionBytes how much of each partition stays at least, 1 or more; absent or -1
///     without a limit
public record TopicRequest(
    @JsonProperty(required = true) @Within(Bound.LOG_TOPIC) String name,
    @JsonProperty(required = true) @Within(Bound.TOPIC_PARTITIONS) int partitions,
    @Nullable Boolean ownsObjects,
    @Nullable @Within(value = Bound.RETENTION_MS, orNone = true) Long retentionMs,
    @Nullable @Within(value = Bound.RETENTION_BYTES, orNone = true) Long retentionBytes) {}

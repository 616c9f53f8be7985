package dev.plimsoll.contracts.log;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/topics` of the materializer: a log topic to create.
///
/// @param partitions numbered from 0 on
/// @param ownsObjects whether objects are deleted once no batch refers to them; absent: no
/// @param retentionMs least time that batches stay; absent or -1 without a limit
/// @param retentionBytes of each partition that stay at least; absent or -1 without a limit
public record TopicRequest(
    @JsonProperty(required = true) @Within(Bound.LOG_TOPIC) String name,
    @JsonProperty(required = true) @Within(Bound.TOPIC_PARTITIONS) int partitions,
    @Nullable Boolean ownsObjects,
    @Nullable @Within(value = Bound.RETENTION_MS, orNone = true) Long retentionMs,
    @Nullable @Within(value = Bound.RETENTION_BYTES, orNone = true) Long retentionBytes) {}

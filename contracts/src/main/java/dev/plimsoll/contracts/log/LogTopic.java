package dev.plimsoll.contracts.log;

import org.jspecify.annotations.Nullable;

/// `GET /api/v1/topics` of the materializer: a log topic.
///
/// @param batches with an offset, over all partitions
/// @param records with an offset, over all partitions
/// @param ownsObjects whether objects are deleted once no batch refers to them
/// @param retentionMs least time that batches stay; null without a limit
/// @param retentionBytes of each partition that stay at least; null without a limit
public record LogTopic(
    String topic,
    int partitions,
    long batches,
    long records,
    boolean ownsObjects,
    @Nullable Long retentionMs,
    @Nullable Long retentionBytes) {}

package dev.plimsoll.contracts.log;

/// `GET /api/v1/topics` of the materializer: a log topic.
///
/// @param batches with an offset, over all partitions
/// @param records with an offset, over all partitions
public record LogTopic(String topic, int partitions, long batches, long records) {}

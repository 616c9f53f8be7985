package dev.plimsoll.contracts.log;

/// `GET /api/v1/topics/{topic}/partitions` of the materializer.
///
/// @param nextOffset high watermark
/// @param batches with an offset
/// @param pendingBatches accepted, without an offset
public record LogPartition(
    String topic,
    int partition,
    long logStartOffset,
    long nextOffset,
    long batches,
    long pendingBatches) {}

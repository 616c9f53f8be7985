package dev.plimsoll.contracts.log;

/// `GET /api/v1/topics/{topic}/partitions` of the materializer.
///
/// @param logStartOffset of the first record that is still there
/// @param nextOffset high watermark: the offset the next record gets
/// @param batches with an offset
/// @param pendingBatches accepted, not yet given an offset
public record LogPartition(
    String topic,
    int partition,
    long logStartOffset,
    long nextOffset,
    long batches,
    long pendingBatches) {}

package dev.plimsoll.contracts.log;

/// `GET /api/v1/topics/{topic}/partitions/{partition}/offsets` of the materializer: where to begin
/// reading, from one snapshot with both ends.
///
/// @param at as it was asked for: `earliest`, `latest` or an instant
/// @param offset to fetch from
/// @param logStartOffset of the first record that is still there
/// @param highWatermark the offset the next record gets
public record LogOffset(
    String topic, int partition, String at, long offset, long logStartOffset, long highWatermark) {}

package dev.plimsoll.contracts.log;

/// `GET /api/v1/topics/{topic}/partitions/{partition}/offsets` of the materializer: an offset to
/// fetch from, of one snapshot.
///
/// @param at `earliest`, `latest` or an instant, as in the request
public record LogOffset(
    String topic, int partition, String at, long offset, long logStartOffset, long highWatermark) {}

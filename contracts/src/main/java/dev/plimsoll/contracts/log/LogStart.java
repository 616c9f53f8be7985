package dev.plimsoll.contracts.log;

/// `DELETE /api/v1/topics/{topic}/partitions/{partition}/records` of the materializer.
///
/// @param logStartOffset of the first record that is still there
public record LogStart(String topic, int partition, long logStartOffset) {}

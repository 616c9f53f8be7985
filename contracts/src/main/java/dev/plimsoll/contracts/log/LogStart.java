package dev.plimsoll.contracts.log;

/// `DELETE /api/v1/topics/{topic}/partitions/{partition}/records` of the materializer.
public record LogStart(String topic, int partition, long logStartOffset) {}

package dev.plimsoll.offsetlog.identity;

/// @param shard in whose queue its batches wait
public record PartitionPlace(int partId, int shard) {}

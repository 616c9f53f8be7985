package dev.plimsoll.offsetlog.identity;

/// @param lane in whose queue its batches wait
public record PartitionPlace(int partId, int lane) {}

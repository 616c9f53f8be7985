package dev.plimsoll.scan.range;

/// The range that a worker was assigned.
///
/// @param id of the range
/// @param rest what is to be read of it
public record Assignment<K>(long id, ScanRange<K> rest, RangeClaim claim) {}

package dev.plimsoll.scan.range;

/// What a worker has got.
///
/// @param id of the range
/// @param rest what is to be read of it
public record Assignment<K>(long id, KeyRange<K> rest, Claim claim) {}

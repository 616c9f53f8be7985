package dev.plimsoll.contracts.build;

/// A key that stands in the way of a unique index.
///
/// @param key its values as PostgreSQL writes a row
/// @param rows that have it; 2 or more
public record OffendingKey(String key, long rows) {}

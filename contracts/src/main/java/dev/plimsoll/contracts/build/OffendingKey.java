package dev.plimsoll.contracts.build;

/// A duplicate key of a unique index.
///
/// @param key its values as PostgreSQL writes a row
/// @param rows with this key, 2 or more
public record OffendingKey(String key, long rows) {}

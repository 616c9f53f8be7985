package dev.plimsoll.connector.source;

/// Row count and digest of a table, and the statement that computes them.
///
/// @param sql without a final semicolon
/// @param portable whether a PostgreSQL target computes the same by the same statement
public record SqlDigest(TableDigest digest, String sql, boolean portable) {}

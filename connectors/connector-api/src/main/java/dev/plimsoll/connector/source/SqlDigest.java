package dev.plimsoll.connector.source;

/// Rows and digest of a table, and the statement by which anybody can compute them again.
///
/// @param sql without a semicolon at its end
/// @param portable whether the same statement computes the same at a PostgreSQL that the table was
///     loaded into
public record SqlDigest(TableDigest digest, String sql, boolean portable) {}

package dev.plimsoll.connector.source;

import dev.plimsoll.connector.column.RowDigest;

/// Row count and digest of some or all rows of a table, from a source, a target or files.
///
/// @param digest 16 hexadecimal digits; see {@link RowDigest}
public record TableDigest(long rows, String digest) {
  public static TableDigest of(RowDigest rows) {
    return new TableDigest(rows.rows(), rows.hex());
  }
}

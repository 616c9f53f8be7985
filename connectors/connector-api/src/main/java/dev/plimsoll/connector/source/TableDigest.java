package dev.plimsoll.connector.source;

import dev.plimsoll.connector.column.RowDigest;

/// Rows and digest of a table, or of some of its rows, as a source, a target or files have them.
///
/// @param digest 16 hexadecimal digits; see {@link RowDigest}
public record TableDigest(long rows, String digest) {
  /// What rows come to that were read one by one.
  public static TableDigest of(RowDigest rows) {
    return new TableDigest(rows.rows(), rows.hex());
  }
}

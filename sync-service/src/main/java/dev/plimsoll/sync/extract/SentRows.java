package dev.plimsoll.sync.extract;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.RowDigest;
import dev.plimsoll.connector.column.TupleText;
import java.util.List;

/// The digest of rows as the source has sent them.
final class SentRows {
  private final TupleText text;
  private final RowDigest digest = new RowDigest();

  SentRows(List<Column> columns) {
    text = new TupleText(columns);
  }

  /// @param row a tuple of binary COPY
  void add(byte[] row) {
    digest.add(text.of(row));
  }

  RowDigest digest() {
    return digest;
  }
}

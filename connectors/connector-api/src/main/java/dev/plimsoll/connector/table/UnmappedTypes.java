package dev.plimsoll.connector.table;

/// What becomes of a column whose type has no mapping: one of an extension, for example.
public enum UnmappedTypes {
  /// Its table is refused, with the column's name.
  REFUSE,
  /// It is kept as the text that PostgreSQL writes, and loaded from that.
  TEXT
}

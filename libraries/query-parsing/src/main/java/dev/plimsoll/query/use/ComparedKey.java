package dev.plimsoll.query.use;

import java.util.List;

/// What an index could have as a key.
public sealed interface ComparedKey {
  /// A column by the catalog's name.
  record ColumnKey(String name) implements ComparedKey {}

  /// A function or operator over one table's columns.
  ///
  /// @param sql as an index's definition has it, names unqualified and quoted where needed; `$1`
  ///     in it stands for a constant that is not known
  /// @param columns those that it reads, in order
  record ExpressionKey(String sql, List<String> columns, boolean parameters)
      implements ComparedKey {
    public ExpressionKey {
      columns = List.copyOf(columns);
    }
  }

  /// `(a, b)` compared as a row, such as a page's last key.
  record RowKey(List<ComparedKey> parts) implements ComparedKey {
    public RowKey {
      parts = List.copyOf(parts);
    }
  }

  /// No key of one table.
  record NoKey() implements ComparedKey {}
}

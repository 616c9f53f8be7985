package dev.plimsoll.connector.increment;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.table.SourceTable;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Facts of a source that incremental extracts are planned by.
public interface IncrementSource {
  /// Names of columns whose values may come from a default, a generation expression or an identity.
  Set<String> filled(SourceTable table) throws SQLException;

  /// Why increments cannot follow a column; null where they can.
  @Nullable String against(SourceTable table, Column column) throws SQLException;

  /// Why active writers are invisible, so that a lag is required; null where they are visible.
  @Nullable String whyUnseen(SourceTable table) throws SQLException;

  /// @param lag in PostgreSQL's syntax; null for none
  /// @param seen whether active writers are visible
  ColumnWatch watch(SourceTable table, Column column, @Nullable String lag, boolean seen);

  /// How rows that commit late are not skipped, where writers are visible.
  String lateCommits();

  /// The transaction number below which every transaction has ended.
  ///
  /// @throws PlimsollException INVALID_REQUEST where rows do not show the transaction that wrote
  ///     them
  String ended(SourceTable table) throws SQLException;
}

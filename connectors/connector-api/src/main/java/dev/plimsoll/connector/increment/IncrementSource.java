package dev.plimsoll.connector.increment;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.table.SourceTable;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the planner asks a source, and each server answers in its own way.
public interface IncrementSource {
  /// Names of columns that rows may hold a value in that nobody has written: with a default,
  /// generated, or an identity.
  Set<String> filled(SourceTable table) throws SQLException;

  /// Why it cannot be gone along a column; null where it can.
  @Nullable String against(SourceTable table, Column column) throws SQLException;

  /// Why those who are at work cannot be seen, so that a lag must be given; null where they can.
  @Nullable String whyUnseen(SourceTable table) throws SQLException;

  /// @param lag as PostgreSQL reads it; null for none
  /// @param seen those who are at work can be seen
  ColumnWatch watch(SourceTable table, Column column, @Nullable String lag, boolean seen);

  /// What keeps rows that are committed late from being passed, where they are seen.
  String lateCommits();

  /// The transaction up to which everything has ended.
  ///
  /// @throws PlimsollException INVALID_REQUEST where rows do not show who has written them
  String ended(SourceTable table) throws SQLException;
}

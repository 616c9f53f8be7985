package dev.plimsoll.connector.source;

import dev.plimsoll.connector.table.TablePattern;
import dev.plimsoll.contracts.database.QualifiedName;
import java.sql.SQLException;
import java.util.List;

/// Session that finds and plans tables by catalogs and statistics alone. For one thread.
public interface PlanningSession extends AutoCloseable {
  /// The tables that match the patterns, each once, sorted by name.
  ///
  /// @throws dev.plimsoll.contracts.problem.PlimsollException TABLE_NOT_FOUND for no match at all
  List<QualifiedName> find(List<TablePattern> patterns) throws SQLException;

  /// @throws dev.plimsoll.contracts.problem.PlimsollException TABLE_NOT_FOUND,
  ///     INSUFFICIENT_PRIVILEGE, UNSUPPORTED_TYPE naming the columns, or INVALID_REQUEST where a
  ///     rule does not fit
  FoundTable table(QualifiedName name, ColumnRules rules) throws SQLException;

  @Override
  void close() throws SQLException;
}

package dev.plimsoll.connector.source;

import dev.plimsoll.connector.table.TablePattern;
import dev.plimsoll.contracts.database.QualifiedName;
import java.sql.SQLException;
import java.util.List;

/// A session in which tables are found and planned. It reads catalogs and statistics, and no rows.
/// Of one thread.
public interface PlanningSession extends AutoCloseable {
  /// The tables that patterns name, each once, in the order of their names.
  ///
  /// @throws dev.plimsoll.contracts.problem.PlimsollException TABLE_NOT_FOUND where no pattern
  ///     names any
  List<QualifiedName> find(List<TablePattern> patterns) throws SQLException;

  /// One table by its name.
  ///
  /// @throws dev.plimsoll.contracts.problem.PlimsollException TABLE_NOT_FOUND,
  ///     INSUFFICIENT_PRIVILEGE, UNSUPPORTED_TYPE naming the columns, or INVALID_REQUEST where a
  ///     rule does not fit
  FoundTable table(QualifiedName name, ColumnRules rules) throws SQLException;

  @Override
  void close() throws SQLException;
}

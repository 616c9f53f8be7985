package dev.plimsoll.connector.redshift;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/// Table of a target, and its ledger: checked, and created where they are missing. All of the SQL
/// is PostgreSQL's, too, but for the types of a new table's columns.
final class TargetTable {
  private TargetTable() {}

  /// Creates ledger, schema and table where they are missing; commits.
  ///
  /// @param create whether a missing table is created
  /// @throws PlimsollException TABLE_NOT_FOUND where it is not
  static void prepare(Connection session, QualifiedName table, List<Column> columns, boolean create)
      throws SQLException {
    // IF NOT EXISTS would ask for the right to create one even where it exists.
    if (!exists(session, CopyStatements.LEDGER_NAME)) {
      createSchema(session, CopyStatements.LEDGER_NAME.schema());
      Sql.of(session, CopyStatements.CREATE_LEDGER).update();
    }
    if (!exists(session, table)) {
      if (!create) {
        throw missing(table);
      }
      createSchema(session, table.schema());
      Sql.of(session, CopyStatements.createTable(table, columns)).update();
    }
    session.commit();
  }

  static boolean exists(Connection session, QualifiedName table) throws SQLException {
    return !columns(session, table).isEmpty();
  }

  private static void createSchema(Connection session, String schema) throws SQLException {
    boolean exists =
        Sql.of(
                session,
                "SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = "
                    + CopyStatements.literal(schema))
            .exists();
    if (!exists) {
      Sql.of(session, "CREATE SCHEMA " + Identifiers.quote(schema)).update();
    }
  }

  /// Requires the columns of the files: from Parquet, COPY goes by place and number.
  ///
  /// @throws PlimsollException TABLE_NOT_FOUND, or TARGET_MISMATCH for other columns or another
  ///     order
  static void requireColumns(Connection session, QualifiedName table, List<Column> columns)
      throws SQLException {
    List<String> found = columns(session, table);
    List<String> expected = columns.stream().map(Column::name).toList();
    if (found.isEmpty()) {
      throw missing(table);
    }
    if (!found.equals(expected)) {
      throw new PlimsollException(
          ErrorCode.TARGET_MISMATCH,
          "%s has the columns (%s) at the target, not (%s): COPY from Parquet goes by their place"
              .formatted(table, names(found), names(expected)));
    }
  }

  /// @throws PlimsollException TARGET_NOT_EMPTY
  static void requireEmpty(Connection session, QualifiedName table) throws SQLException {
    if (Sql.of(session, "SELECT 1 FROM " + Identifiers.quote(table) + " LIMIT 1").exists()) {
      throw new PlimsollException(
          ErrorCode.TARGET_NOT_EMPTY, table + " has rows at the target that this did not load");
    }
  }

  private static List<String> columns(Connection session, QualifiedName table) throws SQLException {
    return Sql.of(session, CopyStatements.columns(table)).list(row -> row.getString("column_name"));
  }

  private static PlimsollException missing(QualifiedName table) {
    return new PlimsollException(
        ErrorCode.TABLE_NOT_FOUND, "the target has no table " + table + " that its role sees");
  }

  private static String names(List<String> names) {
    return names.stream().map(name -> "\"" + name + "\"").collect(Collectors.joining(", "));
  }
}

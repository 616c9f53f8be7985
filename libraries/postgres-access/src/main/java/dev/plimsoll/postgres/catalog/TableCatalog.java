package dev.plimsoll.postgres.catalog;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// Catalog queries about one table's structure, without sizes and statistics. They wait for no lock
/// and may run in a transaction.
public final class TableCatalog {
  /// Condition on the aliases `n` (the table's schema) and `c`: the session may read all columns.
  public static final String READABLE =
      """
      (pg_catalog.has_schema_privilege(n.oid, 'USAGE')
        AND (pg_catalog.has_table_privilege(c.oid, 'SELECT')
             OR NOT EXISTS (
               SELECT FROM pg_catalog.pg_attribute a
               WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                 AND NOT pg_catalog.has_column_privilege(c.oid, a.attnum, 'SELECT'))))""";

  private static final String COLUMNS =
      """
      SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod) AS declared,
             a.attgenerated <> '' AS generated,
             a.atthasdef OR a.attidentity <> '' OR a.attgenerated <> '' AS filled
      FROM pg_catalog.pg_attribute a
      JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ? AND c.relname = ? AND a.attnum > 0 AND NOT a.attisdropped
      ORDER BY a.attnum
      """;

  // Usable for ON CONFLICT: no expressions, no predicate, not deferrable.
  private static final String UNIQUE_KEYS =
      """
      SELECT i.indisprimary, %s AS columns
      FROM pg_catalog.pg_index i
      JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ? AND c.relname = ? AND i.indisunique AND i.indisvalid AND i.indimmediate
        AND i.indpred IS NULL AND i.indexprs IS NULL
      ORDER BY i.indisprimary DESC, i.indnkeyatts, i.indexrelid
      """
          .formatted(ColumnFacts.namesSql("i.indrelid", "(i.indkey::int2[])[:i.indnkeyatts - 1]"));

  private TableCatalog() {}

  /// @param declared type by `format_type`
  /// @param generated computed by the server from other columns
  /// @param filled by a default, a generation expression or an identity
  public record DeclaredColumn(String name, String declared, boolean generated, boolean filled) {}

  /// A valid, immediate unique index over plain columns and all rows.
  ///
  /// @param columns of the key, without INCLUDEd ones
  public record UniqueKey(boolean primary, List<String> columns) {}

  /// Columns in order; none for a missing table.
  public static List<DeclaredColumn> columns(Connection connection, QualifiedName table)
      throws SQLException {
    return Sql.of(connection, COLUMNS, table.schema(), table.name())
        .list(
            row ->
                new DeclaredColumn(
                    row.getString("attname"),
                    row.getString("declared"),
                    row.getBoolean("generated"),
                    row.getBoolean("filled")));
  }

  /// Keys, the primary one first, then by number of columns.
  public static List<UniqueKey> uniqueKeys(Connection connection, QualifiedName table)
      throws SQLException {
    return Sql.of(connection, UNIQUE_KEYS, table.schema(), table.name())
        .list(row -> new UniqueKey(row.getBoolean("indisprimary"), Columns.texts(row, "columns")));
  }
}

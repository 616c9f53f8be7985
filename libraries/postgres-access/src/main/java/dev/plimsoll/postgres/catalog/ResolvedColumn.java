package dev.plimsoll.postgres.catalog;

import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Column of a table with its type resolved to what its values are stored as.
///
/// @param number `attnum`
/// @param type the base type of a domain
/// @param element innermost element type of an array; null for other types
/// @param typmod of the innermost domain; -1 for none
/// @param declared type by `format_type`
/// @param notNull by a validated constraint
/// @param collation `C` or `POSIX`; null for any other and for none
public record ResolvedColumn(
    String name,
    int number,
    CatalogType type,
    @Nullable CatalogType element,
    int typmod,
    String declared,
    boolean notNull,
    @Nullable String collation) {

  // Domains are resolved to their base type, with the innermost typmod, and arrays to their
  // innermost element type. A NOT NULL that was never validated (PostgreSQL 18) proves nothing.
  private static final String COLUMNS =
      """
      WITH RECURSIVE resolved AS (
        SELECT a.attnum, a.attname, a.atttypid AS type_oid, a.atttypmod AS typmod, a.attcollation,
               a.attnotnull AND unproven.conname IS NULL AS not_null
        %sWHERE a.attrelid = ? AND a.attnum > 0 AND NOT a.attisdropped
        UNION ALL
        SELECT r.attnum, r.attname, t.typbasetype, t.typtypmod, r.attcollation, r.not_null
        FROM resolved r JOIN pg_catalog.pg_type t ON t.oid = r.type_oid AND t.typtype = 'd'
      ), element AS (
        SELECT r.attnum, t.typelem AS type_oid
        FROM resolved r JOIN pg_catalog.pg_type t
          ON t.oid = r.type_oid AND t.typcategory = 'A' AND t.typelem <> 0
        UNION ALL
        SELECT e.attnum, CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.typelem END
        FROM element e JOIN pg_catalog.pg_type t
          ON t.oid = e.type_oid
          AND (t.typtype = 'd' OR (t.typcategory = 'A' AND t.typelem <> 0))
      )
      SELECT r.attname, r.attnum, r.type_oid::bigint, t.typtype, r.typmod, r.not_null,
             leaf.oid::bigint AS element_oid, leaf.typtype AS element_kind,
             pg_catalog.format_type(r.type_oid, r.typmod) AS declared,
             (SELECT o.collname FROM pg_catalog.pg_collation o
              JOIN pg_catalog.pg_namespace n ON n.oid = o.collnamespace
              WHERE o.oid = r.attcollation AND n.nspname = 'pg_catalog'
                AND o.collname IN ('C', 'POSIX')) AS collation
      FROM resolved r JOIN pg_catalog.pg_type t ON t.oid = r.type_oid AND t.typtype <> 'd'
      LEFT JOIN (element e JOIN pg_catalog.pg_type leaf
                 ON leaf.oid = e.type_oid AND leaf.typtype <> 'd' AND leaf.typcategory <> 'A')
        ON e.attnum = r.attnum
      ORDER BY r.attnum
      """
          .formatted(ColumnFacts.WITH_PROOFS);

  /// Type in `pg_type`.
  ///
  /// @param kind `typtype`, for example `b` for a base type and `e` for an enum
  public record CatalogType(long oid, char kind) {}

  /// Columns in order; none for a missing table.
  ///
  /// @param table its oid
  public static List<ResolvedColumn> read(Connection connection, long table) throws SQLException {
    return Sql.of(connection, COLUMNS, table).list(ResolvedColumn::column);
  }

  private static ResolvedColumn column(ResultSet row) throws SQLException {
    long element = row.getLong("element_oid");
    boolean array = !row.wasNull();
    return new ResolvedColumn(
        row.getString("attname"),
        row.getInt("attnum"),
        new CatalogType(row.getLong("type_oid"), row.getString("typtype").charAt(0)),
        array ? new CatalogType(element, row.getString("element_kind").charAt(0)) : null,
        row.getInt("typmod"),
        row.getString("declared"),
        row.getBoolean("not_null"),
        row.getString("collation"));
  }
}

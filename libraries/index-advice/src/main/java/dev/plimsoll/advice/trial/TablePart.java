package dev.plimsoll.advice.trial;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A partitioned table, or a partition of it at any depth.
///
/// @param parent null for the root
/// @param kind `pg_class.relkind`
/// @param key what it is partitioned by; empty for one with rows
/// @param bound of the partition, as `FOR VALUES …` or `DEFAULT`; empty for the root
/// @param whollyIndexed whether no index of it is INVALID, as one is that lacks partitions
record TablePart(
    QualifiedName name,
    @Nullable QualifiedName parent,
    String kind,
    String key,
    String bound,
    boolean whollyIndexed) {
  // Catalog alone: the table's tree.
  private static final String PARTS =
      """
      SELECT n.nspname, c.relname, pn.nspname AS parent_schema, p.relname AS parent_name,
             c.relkind,
             coalesce(CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END, '') AS key,
             coalesce(pg_get_expr(c.relpartbound, c.oid), '') AS bound,
             NOT EXISTS (SELECT FROM pg_catalog.pg_index i
                         WHERE i.indrelid = c.oid AND NOT i.indisvalid) AS wholly_indexed
      FROM pg_partition_tree(?::text::regclass) t
      JOIN pg_catalog.pg_class c ON c.oid = t.relid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_catalog.pg_class p ON p.oid = t.parentrelid AND t.level > 0
      LEFT JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
      ORDER BY t.level, n.nspname, c.relname
      """;

  /// The root first, each part behind what it is a part of; none for a table without partitions.
  static List<TablePart> of(Connection session, QualifiedName table) throws SQLException {
    return Sql.of(session, PARTS, Identifiers.quote(table))
        .list(
            row -> {
              @Nullable String parent = row.getString("parent_name");
              return new TablePart(
                  new QualifiedName(row.getString("nspname"), row.getString("relname")),
                  parent == null ? null : new QualifiedName(row.getString("parent_schema"), parent),
                  row.getString("relkind"),
                  row.getString("key"),
                  row.getString("bound"),
                  row.getBoolean("wholly_indexed"));
            });
  }

  boolean isForeign() {
    return kind.equals("f");
  }

  boolean hasRows() {
    return kind.equals("r");
  }
}

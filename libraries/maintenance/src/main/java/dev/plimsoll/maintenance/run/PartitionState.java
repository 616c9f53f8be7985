package dev.plimsoll.maintenance.run;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// A table beside the one that it is, was or is to be a partition of.
///
/// @param parent oid; 0 where it is attached to none
/// @param pending whether a DETACH CONCURRENTLY has begun and not ended
/// @param to upper end as PostgreSQL writes it; empty for none
/// @param comment empty for none
record PartitionState(long oid, long parent, boolean pending, String to, String comment) {
  // A row by name.
  private static final String STATE =
      """
      SELECT c.oid::int8 AS oid, coalesce(h.inhparent::int8, 0) AS parent,
             coalesce(h.inhdetachpending, false) AS pending,
             coalesce(substring(pg_catalog.pg_get_expr(c.relpartbound, c.oid)
                                from 'TO \\(''([^'']*)''\\)'), '') AS bound,
             coalesce(pg_catalog.obj_description(c.oid, 'pg_class'), '') AS comment
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_catalog.pg_inherits h ON h.inhrelid = c.oid
      WHERE n.nspname = ? AND c.relname = ?
      """;

  // What a table's partitions are.
  private static final String SIBLINGS =
      """
      SELECT EXISTS (SELECT FROM pg_catalog.pg_inherits h
                     JOIN pg_catalog.pg_class c ON c.oid = h.inhrelid
                     WHERE h.inhparent = ?::oid AND c.relkind <> 'r') AS others,
             (SELECT t.partdefid <> 0 FROM pg_catalog.pg_partitioned_table t
              WHERE t.partrelid = ?::oid) AS has_default
      """;

  /// Bounds are written under these settings.
  static final String SETTINGS = "SET datestyle = 'ISO, YMD'; SET timezone = 'UTC'";

  /// @param others whether a partition is no plain table
  record Siblings(boolean others, boolean hasDefault) {}

  static @Nullable PartitionState read(Connection connection, QualifiedName name)
      throws SQLException {
    return Sql.of(connection, STATE, name.schema(), name.name())
        .first(
            row ->
                new PartitionState(
                    row.getLong("oid"),
                    row.getLong("parent"),
                    row.getBoolean("pending"),
                    row.getString("bound"),
                    row.getString("comment")))
        .orElse(null);
  }

  static Siblings siblings(Connection connection, long parent) throws SQLException {
    return Sql.of(connection, SIBLINGS, parent, parent)
        .one(row -> new Siblings(row.getBoolean("others"), row.getBoolean("has_default")));
  }
}

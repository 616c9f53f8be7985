package dev.plimsoll.connector.postgres.loading;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.loading.Merging;
import dev.plimsoll.connector.loading.TableLoad;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.catalog.TableCatalog;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Check and preparation of a table that increments are merged into: it is missing, or has the
/// source's columns and a unique index over its primary key. It may have rows.
public final class MergeTarget {
  private static final String RIGHTS =
      """
      SELECT pg_catalog.has_database_privilege(current_database(), 'TEMPORARY') AS temporary,
             coalesce(pg_catalog.has_table_privilege(t.oid, 'UPDATE'), true) AS update,
             coalesce(pg_catalog.has_table_privilege(t.oid, 'DELETE'), true) AS delete
      FROM (SELECT (SELECT c.oid FROM pg_catalog.pg_class c
                    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                    WHERE n.nspname = ? AND c.relname = ?) AS oid) AS t
      """;

  private MergeTarget() {}

  /// @throws PlimsollException TARGET_MISMATCH or INSUFFICIENT_PRIVILEGE
  static void require(Connection target, QualifiedName table, List<Column> columns, Merging merging)
      throws SQLException {
    TargetCheck.requireRights(target, table);
    TargetCheck.requireTypes(target, columns);
    requireRights(target, table, merging.deletes());
    requireShape(target, table, TargetTypes.at(target, columns), merging);
  }

  /// Creates the table with its key, or adds missing columns.
  ///
  /// @param target in a transaction that holds the lock on preparing
  public static void prepare(Connection target, TableLoad table, Merging merging)
      throws SQLException {
    QualifiedName name = table.targetName();
    List<Column> columns = TargetTypes.at(target, table.columns());
    if (requireShape(target, name, columns, merging)) {
      Set<String> there = TargetCheck.columns(target, name).keySet();
      for (Column column : columns) {
        if (!there.contains(column.name())) {
          Sql.of(
                  target,
                  "ALTER TABLE %s ADD COLUMN %s"
                      .formatted(Identifiers.quote(name), PostgresTarget.columnDefinition(column)))
              .update();
        }
      }
    } else {
      Sql.of(target, PostgresTarget.createTable(name, columns)).update();
      Sql.of(
              target,
              "ALTER TABLE %s ADD PRIMARY KEY (%s)"
                  .formatted(Identifiers.quote(name), Identifiers.list(merging.key())))
          .update();
    }
    LoadTables.MERGE_COUNT.ensure(target);
    if (merging.deletes()) {
      LoadTables.DELETE_PROGRESS.ensure(target);
    }
  }

  private static void requireRights(Connection target, QualifiedName table, boolean deletes)
      throws SQLException {
    Rights rights =
        Sql.of(target, RIGHTS, table.schema(), table.name())
            .one(
                row ->
                    new Rights(
                        row.getBoolean("temporary"),
                        row.getBoolean("update"),
                        row.getBoolean("delete")));
    if (!rights.temporary()) {
      throw TargetCheck.denied(
          "TEMPORARY on the target's database is not granted: rows are staged there");
    }
    if (!rights.update()) {
      throw TargetCheck.denied("UPDATE on " + table + " is not granted at the target");
    }
    if (deletes && !rights.delete()) {
      throw TargetCheck.denied("DELETE on " + table + " is not granted at the target");
    }
  }

  private record Rights(boolean temporary, boolean update, boolean delete) {}

  /// @return whether the table exists
  private static boolean requireShape(
      Connection target, QualifiedName table, List<Column> columns, Merging merging)
      throws SQLException {
    Map<String, String> found = TargetCheck.columns(target, table);
    Map<String, String> expected = TargetCheck.columns(columns);
    expected
        .keySet()
        .removeIf(name -> merging.addedColumns().contains(name) && !found.containsKey(name));
    if (!TargetCheck.requireColumns(table, found, expected)) {
      return false;
    }
    if (!hasKey(target, table, merging.key())) {
      throw new PlimsollException(
          ErrorCode.TARGET_MISMATCH,
          table
              + " has no unique index over ("
              + String.join(", ", merging.key())
              + ") at the target, by which increments are merged");
    }
    return true;
  }

  private static boolean hasKey(Connection target, QualifiedName table, List<String> key)
      throws SQLException {
    Set<String> wanted = Set.copyOf(key);
    return TableCatalog.uniqueKeys(target, table).stream()
        .anyMatch(unique -> Set.copyOf(unique.columns()).equals(wanted));
  }
}

package dev.plimsoll.sync.targets;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.sync.increment.Increment;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.table.TableDefinition;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Whether increments can be merged into a table, and making it ready for them: it is missing, or
/// it has our columns and a unique index over the source's primary key. Rows that it has may stay.
public final class MergeTarget {
  private static final String COLUMNS =
      """
      SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod) AS declared
      FROM pg_catalog.pg_attribute a
      JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ? AND c.relname = ? AND a.attnum > 0 AND NOT a.attisdropped
      """;

  // What ON CONFLICT takes: no expressions, no predicate, not deferrable.
  private static final String KEYS =
      """
      SELECT (SELECT pg_catalog.array_agg(a.attname::text)
              FROM pg_catalog.unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, position)
              JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
              WHERE k.position <= i.indnkeyatts) AS columns
      FROM pg_catalog.pg_index i
      JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ? AND c.relname = ? AND i.indisunique AND i.indisvalid AND i.indimmediate
        AND i.indpred IS NULL AND i.indexprs IS NULL
      """;

  private static final String RIGHTS =
      """
      SELECT pg_catalog.has_database_privilege(current_database(), 'TEMPORARY') AS temporary,
             coalesce(pg_catalog.has_table_privilege(t.oid, 'UPDATE'), true) AS update,
             coalesce(pg_catalog.has_table_privilege(t.oid, 'DELETE'), true) AS delete
      FROM (SELECT (SELECT c.oid FROM pg_catalog.pg_class c
                    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                    WHERE n.nspname = ? AND c.relname = ?) AS oid) AS t
      """;

  private static final String COUNTS_EXIST =
      "SELECT pg_catalog.to_regclass('plimsoll.merge_count') IS NOT NULL";

  // Beside the offsets, for the same reason: one transaction with the rows.
  private static final String CREATE_COUNTS =
      """
      CREATE TABLE plimsoll.merge_count (
        consumer text NOT NULL,
        topic text NOT NULL,
        inserted bigint NOT NULL,
        replaced bigint NOT NULL,
        PRIMARY KEY (consumer, topic)
      ) WITH (fillfactor = 50)
      """;

  private MergeTarget() {}

  /// @param key the source's primary key
  /// @param added names of columns that the target may still lack
  /// @param deletes rows are to be deleted, too
  /// @throws PlimsollException TARGET_MISMATCH or INSUFFICIENT_PRIVILEGE
  public static void require(
      Connection target,
      QualifiedName table,
      List<Column> columns,
      List<String> key,
      List<String> added,
      boolean deletes)
      throws SQLException {
    TargetCheck.requireRights(target, table);
    TargetCheck.requireTypes(target, columns);
    requireRights(target, table, deletes);
    requireShape(target, table, TargetTypes.at(target, columns), key, added);
  }

  /// Creates the table with its key, or adds the columns that it lacks.
  ///
  /// @param target in a transaction that holds the lock on preparing
  public static void prepare(Connection target, ExtractTable table, Increment increment)
      throws SQLException {
    TableDefinition definition = table.definition();
    QualifiedName name = table.targetName();
    List<Column> columns = TargetTypes.at(target, definition.columns());
    List<String> key = definition.primaryKey();
    if (requireShape(target, name, columns, key, increment.addedColumns())) {
      Set<String> there = columns(target, name).keySet();
      for (Column column : columns) {
        if (!there.contains(column.name())) {
          execute(
              target,
              "ALTER TABLE %s ADD COLUMN %s"
                  .formatted(Identifiers.quote(name), TargetDatabase.columnDefinition(column)));
        }
      }
    } else {
      execute(target, TargetDatabase.createTable(name, columns));
      execute(
          target,
          "ALTER TABLE %s ADD PRIMARY KEY (%s)"
              .formatted(Identifiers.quote(name), Identifiers.list(key)));
    }
    if (!exists(target, COUNTS_EXIST)) {
      execute(target, CREATE_COUNTS);
    }
    if (increment.deletes() != null && !exists(target, DeleteProgress.EXISTS)) {
      execute(target, DeleteProgress.CREATE);
    }
  }

  private static boolean exists(Connection target, String sql) throws SQLException {
    try (Statement statement = target.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getBoolean(1);
    }
  }

  private static void requireRights(Connection target, QualifiedName table, boolean deletes)
      throws SQLException {
    try (PreparedStatement statement = target.prepareStatement(RIGHTS)) {
      statement.setString(1, table.schema());
      statement.setString(2, table.name());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        if (!row.getBoolean("temporary")) {
          throw denied("TEMPORARY on the target's database is not granted: rows are staged there");
        }
        if (!row.getBoolean("update")) {
          throw denied("UPDATE on " + table + " is not granted at the target");
        }
        if (deletes && !row.getBoolean("delete")) {
          throw denied("DELETE on " + table + " is not granted at the target");
        }
      }
    }
  }

  private static PlimsollException denied(String detail) {
    return new PlimsollException(ErrorCode.INSUFFICIENT_PRIVILEGE, detail);
  }

  /// @return true when the table is there
  private static boolean requireShape(
      Connection target,
      QualifiedName table,
      List<Column> columns,
      List<String> key,
      List<String> added)
      throws SQLException {
    Map<String, String> found = columns(target, table);
    if (found.isEmpty()) {
      return false;
    }
    Map<String, String> expected = new TreeMap<>();
    columns.forEach(column -> expected.put(column.name(), column.declaredType()));
    for (String name : added) {
      if (!found.containsKey(name)) {
        expected.remove(name);
      }
    }
    if (!found.equals(expected)) {
      throw new PlimsollException(
          ErrorCode.TARGET_MISMATCH,
          table + " has " + describe(found) + " at the target, not " + describe(expected));
    }
    if (!hasKey(target, table, key)) {
      throw new PlimsollException(
          ErrorCode.TARGET_MISMATCH,
          table
              + " has no unique index over ("
              + String.join(", ", key)
              + ") at the target, by which increments are merged");
    }
    return true;
  }

  private static String describe(Map<String, String> columns) {
    Set<String> texts = new TreeSet<>();
    columns.forEach((name, declared) -> texts.add("\"" + name + "\" " + declared));
    return "(" + String.join(", ", texts) + ")";
  }

  private static Map<String, String> columns(Connection target, QualifiedName table)
      throws SQLException {
    try (PreparedStatement statement = target.prepareStatement(COLUMNS)) {
      statement.setString(1, table.schema());
      statement.setString(2, table.name());
      try (ResultSet row = statement.executeQuery()) {
        Map<String, String> columns = new TreeMap<>();
        while (row.next()) {
          columns.put(row.getString("attname"), row.getString("declared"));
        }
        return columns;
      }
    }
  }

  private static boolean hasKey(Connection target, QualifiedName table, List<String> key)
      throws SQLException {
    try (PreparedStatement statement = target.prepareStatement(KEYS)) {
      statement.setString(1, table.schema());
      statement.setString(2, table.name());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          if (names(row.getArray("columns")).equals(Set.copyOf(key))) {
            return true;
          }
        }
        return false;
      }
    }
  }

  private static Set<String> names(Array array) throws SQLException {
    return Set.copyOf(Arrays.stream((Object[]) array.getArray()).map(String::valueOf).toList());
  }

  private static void execute(Connection target, String sql) throws SQLException {
    try (Statement statement = target.createStatement()) {
      statement.execute(sql);
    }
  }
}

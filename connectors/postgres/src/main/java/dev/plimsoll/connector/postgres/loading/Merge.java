package dev.plimsoll.connector.postgres.loading;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.loading.MergeCounts;
import dev.plimsoll.connector.loading.Merging;
import dev.plimsoll.connector.loading.TableLoad;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Merge of an increment's batch by the target's key: its rows are copied into a temporary table,
/// and from there into the target, in the transaction that advances the offset. Rows are counted in
/// that transaction, too.
///
/// An unchanged row is not written, and leaves no dead row. In an increment by a column, a row does
/// not replace one with a greater value there, so the order of batches does not matter.
public final class Merge {
  /// In the session's temporary schema; gone at the end of the transaction.
  static final String STAGE = "pg_temp.plimsoll_stage";

  private static final String COUNT =
      """
      INSERT INTO plimsoll.merge_count AS m (consumer, topic, inserted, replaced)
      VALUES (?, ?, ?, ?)
      ON CONFLICT (consumer, topic) DO UPDATE
      SET inserted = m.inserted + excluded.inserted, replaced = m.replaced + excluded.replaced
      """;

  private static final String COUNTED =
      "SELECT inserted, replaced FROM plimsoll.merge_count WHERE consumer = ? AND topic = ?";

  private Merge() {}

  public static void begin(Connection session, TableLoad table) throws SQLException {
    Sql.of(session, stage(table.targetName(), table.columns())).update();
  }

  /// Merges the temporary table into the target, and counts its rows.
  public static void end(Connection session, TableLoad table, Merging merging) throws SQLException {
    String sql = statement(table.targetName(), table.columns(), merging.key(), merging.column());
    MergeCounts counts =
        Sql.of(session, sql)
            .one(row -> new MergeCounts(row.getLong("inserted"), row.getLong("replaced")));
    Sql.of(
            session,
            COUNT,
            PostgresTarget.consumer(table),
            table.logTopic(),
            counts.inserted(),
            counts.replaced())
        .update();
  }

  /// Committed counts of an increment.
  public static MergeCounts counted(Connection session, TableLoad table) throws SQLException {
    return Sql.of(session, COUNTED, PostgresTarget.consumer(table), table.logTopic())
        .first(row -> new MergeCounts(row.getLong(1), row.getLong(2)))
        .orElse(new MergeCounts(0, 0));
  }

  public static String stage(QualifiedName target, List<Column> columns) {
    return "CREATE TEMPORARY TABLE plimsoll_stage ON COMMIT DROP AS SELECT "
        + names(columns)
        + " FROM "
        + Identifiers.quote(target)
        + " WITH NO DATA";
  }

  /// The merging statement, in key order, so that concurrent sessions do not deadlock.
  ///
  /// @param key of the target; its columns are among the columns
  /// @param column of the increment; null for none
  public static String statement(
      QualifiedName target, List<Column> columns, List<String> key, @Nullable String column) {
    String conflict = "(" + Identifiers.list(key) + ")";
    List<String> values =
        columns.stream().map(Column::name).filter(name -> !key.contains(name)).toList();
    String action =
        values.isEmpty()
            ? "DO NOTHING"
            : "DO UPDATE SET " + assignments(values) + " WHERE " + changes(columns, column);
    return """
        WITH merged AS (
          INSERT INTO %s AS t (%s)
          SELECT %s FROM %s ORDER BY %s
          ON CONFLICT %s %s
          RETURNING t.xmax = 0 AS is_new)
        SELECT count(*) FILTER (WHERE is_new) AS inserted,
               count(*) FILTER (WHERE NOT is_new) AS replaced
        FROM merged
        """
        .formatted(
            Identifiers.quote(target),
            names(columns),
            names(columns),
            STAGE,
            Identifiers.list(key),
            conflict,
            action);
  }

  private static String assignments(List<String> names) {
    return names.stream()
        .map(Identifiers::quote)
        .map(name -> name + " = excluded." + name)
        .collect(Collectors.joining(", "));
  }

  // By record images: types may lack equality. Cast to record, since ROWs would be compared column
  // by column.
  private static String changes(List<Column> columns, @Nullable String column) {
    String differs =
        "ROW(%s)::record OPERATOR(pg_catalog.*<>) ROW(%s)::record"
            .formatted(each(columns, "t."::concat), each(columns, "excluded."::concat));
    if (column == null) {
      return differs;
    }
    String by = Identifiers.quote(column);
    return "(t.%1$s IS NULL OR t.%1$s <= excluded.%1$s) AND ".formatted(by) + differs;
  }

  private static String each(List<Column> columns, UnaryOperator<String> prefix) {
    return columns.stream()
        .map(Column::name)
        .map(Identifiers::quote)
        .map(prefix)
        .collect(Collectors.joining(", "));
  }

  private static String names(List<Column> columns) {
    return Identifiers.list(columns.stream().map(Column::name).toList());
  }
}

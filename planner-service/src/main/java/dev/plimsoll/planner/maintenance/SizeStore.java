package dev.plimsoll.planner.maintenance;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.maintenance.RelationSizes;
import dev.plimsoll.contracts.maintenance.RelationSizes.SizePoint;
import dev.plimsoll.maintenance.check.RelationSize;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Sizes of relations over time. In the caller's transaction.
final class SizeStore {
  /// Relations of a database whose sizes are kept, the largest.
  static final int MOST = 200;

  // One point an hour: the latest of it.
  private static final String ADD =
      """
      INSERT INTO maintenance_sizes
        (database, schema_name, relation_name, is_index, at, bytes, row_count, dead_rows)
      VALUES (?, ?, ?, ?, date_trunc('hour', clock_timestamp()), ?, ?, ?)
      ON CONFLICT (database, schema_name, relation_name, at) DO UPDATE SET
        is_index = excluded.is_index, bytes = excluded.bytes, row_count = excluded.row_count,
        dead_rows = excluded.dead_rows
      """;

  private static final String READ =
      """
      WITH largest AS (
        SELECT schema_name, relation_name, max(bytes) AS bytes FROM maintenance_sizes
        WHERE database = ? GROUP BY schema_name, relation_name
        ORDER BY bytes DESC, schema_name, relation_name LIMIT ?
      )
      SELECT s.schema_name, s.relation_name, s.is_index, s.at, s.bytes, s.row_count, s.dead_rows
      FROM largest l JOIN maintenance_sizes s
        ON s.schema_name = l.schema_name AND s.relation_name = l.relation_name
      WHERE s.database = ?
      ORDER BY l.bytes DESC, s.schema_name, s.relation_name, s.at
      """;

  private static final String FORGET =
      """
      DELETE FROM maintenance_sizes WHERE (database, schema_name, relation_name, at) IN (
        SELECT database, schema_name, relation_name, at FROM maintenance_sizes
        WHERE at < clock_timestamp() - make_interval(secs => ?) LIMIT 10000)
      """;

  private SizeStore() {}

  static void add(Connection connection, String database, List<RelationSize> sizes)
      throws SQLException {
    Sql.batch(
        connection,
        ADD,
        sizes,
        size ->
            Sql.row(
                database,
                size.relation().schema(),
                size.relation().name(),
                size.index(),
                size.bytes(),
                size.rows(),
                size.deadRows()));
  }

  /// The relations that were largest, with all their points.
  static List<RelationSizes> read(Connection connection, String database, int limit)
      throws SQLException {
    Map<String, List<SizePoint>> points = new LinkedHashMap<>();
    Map<String, Boolean> indexes = new LinkedHashMap<>();
    Sql.of(connection, READ, database, limit, database)
        .list(
            row -> {
              String name =
                  new QualifiedName(row.getString("schema_name"), row.getString("relation_name"))
                      .toString();
              indexes.put(name, row.getBoolean("is_index"));
              return points
                  .computeIfAbsent(name, _ -> new ArrayList<>())
                  .add(
                      new SizePoint(
                          Columns.instant(row, "at"),
                          row.getLong("bytes"),
                          row.getLong("row_count"),
                          row.getLong("dead_rows")));
            });
    return points.entrySet().stream()
        .map(
            one ->
                new RelationSizes(
                    one.getKey(), indexes.getOrDefault(one.getKey(), false), one.getValue()))
        .toList();
  }

  static int forget(Connection connection, Duration kept) throws SQLException {
    return Sql.of(connection, FORGET, kept).update();
  }
}

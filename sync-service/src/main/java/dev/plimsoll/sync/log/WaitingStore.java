package dev.plimsoll.sync.log;

import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.table.TableRows;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/// What this service waits for of the log, and which of its topics have ended.
@Singleton
final class WaitingStore {
  private static final String LANES =
      """
      SELECT b.table_id, t.log_topic, b.log_partition,
             (SELECT coalesce(max(o.base_offset + o.record_count), 0) FROM batch o
              WHERE o.table_id = b.table_id AND o.log_partition = b.log_partition
                AND o.base_offset IS NOT NULL) AS expected
      FROM (SELECT DISTINCT u.table_id, u.log_partition
            FROM batch u JOIN extract_table n ON n.id = u.table_id
            WHERE n.state IN ('EXTRACTING', 'EXTRACTED', 'LOADING') AND u.base_offset IS NULL) b
      JOIN extract_table t ON t.id = b.table_id
      JOIN extract e ON e.id = t.extract_id
      WHERE e.target IS NOT NULL
      ORDER BY b.table_id, b.log_partition
      """;

  // In the transaction that marks the table: a topic is ended once.
  private static final String END_TOPICS =
      """
      WITH ended AS (
        UPDATE extract_table SET log_topic_ended = true
        WHERE id IN (
          SELECT t.id FROM extract_table t JOIN extract e ON e.id = t.extract_id
          WHERE t.state = 'LOADED' AND NOT t.log_topic_ended AND e.loads IS NULL
            AND t.ended_at < clock_timestamp() - make_interval(secs => ?)
          ORDER BY t.ended_at LIMIT 1000
          FOR NO KEY UPDATE OF t SKIP LOCKED)
        RETURNING log_topic)
      INSERT INTO ended_topic (topic) SELECT log_topic FROM ended ON CONFLICT DO NOTHING
      """;

  private static final String ENDED = "SELECT topic FROM ended_topic ORDER BY ended_at LIMIT 1000";

  private static final String FORGET = "DELETE FROM ended_topic WHERE topic = ?";

  private final SyncDatabase database;

  WaitingStore(SyncDatabase database) {
    this.database = database;
  }

  List<WaitingPartition> lanes() {
    return database.ask(connection -> Sql.of(connection, LANES).list(WaitingStore::lane));
  }

  private static WaitingPartition lane(ResultSet row) throws SQLException {
    return new WaitingPartition(
        row.getObject("table_id", UUID.class),
        row.getString("log_topic"),
        row.getInt("log_partition"),
        row.getLong("expected"));
  }

  ExtractTable table(WaitingPartition lane) {
    return database.ask(connection -> TableRows.byId(connection, lane.tableId()));
  }

  /// Ends the topics of tables that were loaded so long ago.
  ///
  /// @return topics that are to be deleted, the first ones of many
  List<String> endTopics(Duration after) {
    return database.ask(
        connection -> {
          Sql.of(connection, END_TOPICS, after).update();
          return Sql.of(connection, ENDED).list(row -> row.getString("topic"));
        });
  }

  /// A topic is deleted.
  void forget(String topic) {
    database.tell(connection -> Sql.of(connection, FORGET, topic).update());
  }
}

package dev.plimsoll.offsetlog.reading;

import dev.plimsoll.contracts.log.LogPartition;
import dev.plimsoll.contracts.log.LogTopic;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.packing.BatchCodec;
import dev.plimsoll.offsetlog.packing.LogBatch;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads of topics and their partitions.
public final class TopicReader {
  private static final String TOPIC_ROWS =
      """
      SELECT t.name, t.owns_objects, t.retention_ms, t.retention_bytes,
        count(*)::int AS partitions, sum(s.batches)::bigint AS batches,
        sum(s.next_offset)::bigint AS records
      FROM log_topic t
      JOIN log_partition p ON p.topic_id = t.topic_id
      JOIN partition_state s ON s.part_id = p.part_id
      WHERE t.deleted_at IS NULL AND %s GROUP BY t.topic_id ORDER BY t.name LIMIT ?
      """;
  private static final String TOPICS = TOPIC_ROWS.formatted("t.name > ? COLLATE \"C\"");
  private static final String TOPIC = TOPIC_ROWS.formatted("t.name = ? COLLATE \"C\"");

  private static final String PARTITIONS =
      """
      SELECT p.part_id, p.partition_number, f.log_start, s.next_offset, s.batches
      FROM log_partition p
      JOIN partition_state s ON s.part_id = p.part_id
      JOIN partition_start f ON f.part_id = p.part_id
      WHERE p.topic = ? COLLATE "C" AND p.partition_number > ?
      ORDER BY p.partition_number LIMIT ?
      """;
  private static final String WAITING = "SELECT m.packed FROM manifest m";

  private final Transactions transactions;

  public TopicReader(Transactions transactions) {
    this.transactions = transactions;
  }

  /// Topics by name, in byte order.
  ///
  /// @param after the last name seen; empty for the first page
  public List<LogTopic> topics(String after, int limit) throws SQLException {
    return transactions.run(
        connection -> Sql.of(connection, TOPICS, after, limit).list(TopicReader::topic));
  }

  /// @throws PlimsollException NOT_FOUND
  public LogTopic topic(String name) throws SQLException {
    return transactions.run(
        connection ->
            Sql.of(connection, TOPIC, name, 1)
                .first(TopicReader::topic)
                .orElseThrow(() -> PlimsollException.notFound("no log topic " + name)));
  }

  private static LogTopic topic(ResultSet row) throws SQLException {
    return new LogTopic(
        row.getString("name"),
        row.getInt("partitions"),
        row.getLong("batches"),
        row.getLong("records"),
        row.getBoolean("owns_objects"),
        row.getObject("retention_ms", Long.class),
        row.getObject("retention_bytes", Long.class));
  }

  /// Partitions by number.
  ///
  /// @param after the last number seen; -1 for the first page
  /// @throws PlimsollException NOT_FOUND for a topic without a partition
  public List<LogPartition> partitions(String topic, int after, int limit) throws SQLException {
    List<LogPartition> partitions =
        transactions.snapshot(
            connection -> {
              Map<Integer, Long> waiting = waiting(connection);
              return Sql.of(connection, PARTITIONS, topic, after, limit)
                  .list(
                      row ->
                          new LogPartition(
                              topic,
                              row.getInt("partition_number"),
                              row.getLong("log_start"),
                              row.getLong("next_offset"),
                              row.getLong("batches"),
                              waiting.getOrDefault(row.getInt("part_id"), 0L)));
            });
    if (partitions.isEmpty() && after < 0) {
      throw PlimsollException.notFound("no log topic " + topic);
    }
    return partitions;
  }

  private static Map<Integer, Long> waiting(Connection connection) throws SQLException {
    Map<Integer, Long> waiting = new HashMap<>();
    try (PreparedStatement read = connection.prepareStatement(WAITING)) {
      read.setFetchSize(1_000);
      try (ResultSet rows = read.executeQuery()) {
        while (rows.next()) {
          for (LogBatch batch : BatchCodec.unpack(rows.getBytes("packed"))) {
            waiting.merge(batch.partId(), 1L, Long::sum);
          }
        }
      }
    }
    return waiting;
  }
}

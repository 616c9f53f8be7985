package dev.plimsoll.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// The `outbox` table: what is acknowledged is deleted, what Kafka never takes is set aside in it.
final class TableBacklog implements Backlog<TableBacklog.Row> {
  // The table's oid makes the lock its schema's own. While Kafka is away its holder is idle: ended
  // by the limit of other sessions, it would send again what stands in line already.
  private static final String LOCK =
      """
      SELECT pg_try_advisory_xact_lock(1886152051, 'outbox'::regclass::oid::int)
      FROM (SELECT set_config('idle_in_transaction_session_timeout', '10min', true)) frozen
      """;
  private static final String NEXT =
      """
      SELECT id, topic, partition_number, key, event_id, event_type, occurred_at, body
      FROM outbox WHERE topic <> ALL (?) AND set_aside_at IS NULL ORDER BY id LIMIT ?
      """;
  private static final String SET_ASIDE =
      "UPDATE outbox SET set_aside_at = clock_timestamp(), refusal = ? WHERE id = ?";
  private static final String DELETE = "DELETE FROM outbox WHERE id = ANY (?)";

  record Row(long id, OutboxMessage message, Instant occurredAt) implements Backlog.Pending {}

  @Override
  public boolean tryLock(Connection connection) throws SQLException {
    try (PreparedStatement lock = connection.prepareStatement(LOCK);
        ResultSet rows = lock.executeQuery()) {
      return rows.next() && rows.getBoolean(1);
    }
  }

  @Override
  public List<Row> next(Connection connection, int atMost) throws SQLException {
    return next(connection, atMost, Set.of());
  }

  @Override
  public List<Row> next(Connection connection, int atMost, Set<String> without)
      throws SQLException {
    List<Row> rows = new ArrayList<>();
    try (PreparedStatement next = connection.prepareStatement(NEXT)) {
      next.setArray(1, connection.createArrayOf("text", without.toArray()));
      next.setInt(2, atMost);
      try (ResultSet found = next.executeQuery()) {
        while (found.next()) {
          rows.add(row(found));
        }
      }
    }
    return rows;
  }

  private static Row row(ResultSet row) throws SQLException {
    int number = row.getInt("partition_number");
    Integer partition = row.wasNull() ? null : number;
    return new Row(
        row.getLong("id"),
        new OutboxMessage(
            row.getString("topic"),
            partition,
            row.getString("key"),
            row.getObject("event_id", UUID.class),
            row.getString("event_type"),
            row.getString("body")),
        row.getObject("occurred_at", OffsetDateTime.class).toInstant());
  }

  @Override
  public boolean setsAside() {
    return true;
  }

  @Override
  public void setAside(Connection connection, Row refused, String reason) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(SET_ASIDE)) {
      update.setString(1, reason);
      update.setLong(2, refused.id());
      update.executeUpdate();
    }
  }

  @Override
  public void done(Connection connection, List<Row> acknowledged) throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
      delete.setObject(1, acknowledged.stream().mapToLong(Row::id).toArray());
      delete.executeUpdate();
    }
  }
}

package dev.plimsoll.outbox;

import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// Backlog in the `outbox` table: acknowledged messages are deleted, refused ones set aside there.
public final class TableBacklog implements Backlog<TableBacklog.Row> {
  // The table's oid makes the lock local to its schema. While Kafka is away its holder is idle; the
  // usual limit would end it, and its messages would be sent twice.
  private static final String LOCK =
      """
      SELECT pg_try_advisory_xact_lock(1886152051, 'outbox'::regclass::oid::int)
      FROM (SELECT set_config('idle_in_transaction_session_timeout', '10min', true)) frozen
      """;
  private static final String NEXT =
      """
      SELECT id, topic, partition_number, key, event_id, event_type, occurred_at, body, traceparent
      FROM outbox WHERE topic <> ALL (?) AND set_aside_at IS NULL ORDER BY id LIMIT ?
      """;
  private static final String SET_ASIDE =
      "UPDATE outbox SET set_aside_at = clock_timestamp(), refusal = ? WHERE id = ?";
  private static final String DELETE = "DELETE FROM outbox WHERE id = ANY (?)";

  public record Row(long id, OutboxMessage message, Instant occurredAt)
      implements Backlog.Pending {}

  @Override
  public boolean tryLock(Connection connection) throws SQLException {
    return Sql.of(connection, LOCK).one(row -> row.getBoolean(1));
  }

  @Override
  public List<Row> next(Connection connection, int atMost) throws SQLException {
    return next(connection, atMost, Set.of());
  }

  @Override
  public List<Row> next(Connection connection, int atMost, Set<String> without)
      throws SQLException {
    return Sql.of(connection, NEXT, without.toArray(String[]::new), atMost).list(TableBacklog::row);
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(
        row.getLong("id"),
        new OutboxMessage(
            row.getString("topic"),
            row.getObject("partition_number", Integer.class),
            row.getString("key"),
            row.getObject("event_id", UUID.class),
            row.getString("event_type"),
            row.getString("body"),
            Map.of(),
            row.getString("traceparent")),
        Columns.instant(row, "occurred_at"));
  }

  @Override
  public boolean setsAside() {
    return true;
  }

  @Override
  public void setAside(Connection connection, Row refused, String reason) throws SQLException {
    Sql.of(connection, SET_ASIDE, reason, refused.id()).update();
  }

  @Override
  public void done(Connection connection, List<Row> acknowledged) throws SQLException {
    Object ids = acknowledged.stream().map(Row::id).toArray(Long[]::new);
    Sql.of(connection, DELETE, ids).update();
  }
}

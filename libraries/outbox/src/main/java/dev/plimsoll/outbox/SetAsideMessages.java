package dev.plimsoll.outbox;

import dev.plimsoll.contracts.message.SetAsideMessage;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Set-aside messages of the `outbox` table, which Kafka never accepts. They block no others until
/// a person retries or drops them.
public record SetAsideMessages(DataSource dataSource) {
  private static final String READ =
      """
      SELECT id, set_aside_at, occurred_at, topic, key, event_id, event_type,
        octet_length(body) AS bytes, refusal
      FROM outbox
      WHERE set_aside_at IS NOT NULL AND (?::text IS NULL OR topic = ?) AND id > ?
      ORDER BY id LIMIT ?
      """;

  private static final String RETRY =
      """
      UPDATE outbox SET set_aside_at = NULL, refusal = NULL
      WHERE id = ? AND set_aside_at IS NOT NULL
      """;

  private static final String DROP = "DELETE FROM outbox WHERE id = ? AND set_aside_at IS NOT NULL";

  /// In the order of their ids.
  ///
  /// @param topic null for any
  /// @param after an id; 0 for the first
  public List<SetAsideMessage> list(@Nullable String topic, long after, int limit)
      throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      return Sql.of(connection, READ, topic, topic, after, limit).list(SetAsideMessages::message);
    }
  }

  private static SetAsideMessage message(ResultSet row) throws SQLException {
    return new SetAsideMessage(
        row.getLong("id"),
        Columns.instant(row, "set_aside_at"),
        Columns.instant(row, "occurred_at"),
        row.getString("topic"),
        row.getString("key"),
        row.getObject("event_id", UUID.class),
        row.getString("event_type"),
        row.getLong("bytes"),
        row.getString("refusal"));
  }

  /// Sends it again, before waiting messages.
  ///
  /// @throws PlimsollException NOT_FOUND
  public void retry(long id) throws SQLException {
    change(RETRY, id);
    Outbox.appended();
  }

  /// Deletes it unsent.
  ///
  /// @throws PlimsollException NOT_FOUND
  public void drop(long id) throws SQLException {
    change(DROP, id);
  }

  private void change(String sql, long id) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      if (!Sql.of(connection, sql, id).updateAny()) {
        throw PlimsollException.notFound("no message is set aside under the number " + id);
      }
    }
  }
}

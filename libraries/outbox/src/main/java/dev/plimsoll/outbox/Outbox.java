package dev.plimsoll.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;

/// Puts messages into the `outbox` table, in the caller's transaction.
///
/// Each service has the table in its own schema, which must come first in the connection's search
/// path, by its own migration:
///
/// ```sql
/// CREATE TABLE outbox (
///   id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
///   topic text NOT NULL,
///   partition_number int,
///   key text NOT NULL,
///   event_id uuid NOT NULL,
///   event_type text NOT NULL,
///   occurred_at timestamptz NOT NULL DEFAULT clock_timestamp(),
///   body text NOT NULL
/// );
/// ```
///
/// Ids follow the order of insertion wherever it matters: writers that must keep an order hold a
// lock
/// on the same row when they append.
public final class Outbox {
  private static final String INSERT =
      """
      INSERT INTO outbox (topic, partition_number, key, event_id, event_type, body)
      VALUES (?, ?, ?, ?, ?, ?)
      """;

  private Outbox() {}

  public static void append(Connection connection, OutboxMessage message) throws SQLException {
    append(connection, List.of(message));
  }

  /// In the order of the list, in one round trip.
  public static void append(Connection connection, List<OutboxMessage> messages)
      throws SQLException {
    if (messages.isEmpty()) {
      return;
    }
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (OutboxMessage message : messages) {
        insert.setString(1, message.topic());
        if (message.partition() == null) {
          insert.setNull(2, Types.INTEGER);
        } else {
          insert.setInt(2, message.partition());
        }
        insert.setString(3, message.key());
        insert.setObject(4, message.id());
        insert.setString(5, message.type());
        insert.setString(6, message.body());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }
}

package dev.plimsoll.outbox;

import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.tracing.TraceParent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Writer of the `outbox` table, in the caller's transaction.
///
/// Each service's own migration makes the table in its schema, the first in the search path:
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
///   body text NOT NULL,
///   set_aside_at timestamptz,
///   refusal text,
///   traceparent text
/// );
/// ```
///
/// Ids follow the order of insertion for writers that lock the same row before they append.
public final class Outbox {
  // One statement for all messages: identities follow the arrays' order.
  private static final String INSERT =
      """
      INSERT INTO outbox
        (topic, partition_number, key, event_id, event_type, body, traceparent)
      SELECT m.topic, m.partition_number, m.key, m.event_id, m.event_type, m.body, m.traceparent
      FROM unnest(?::text[], ?::int[], ?::text[], ?::uuid[], ?::text[], ?::text[], ?::text[])
        WITH ORDINALITY
        AS m (topic, partition_number, key, event_id, event_type, body, traceparent, place)
      ORDER BY m.place
      """;

  /// Relays of this process, called after an append. It may not be committed yet: the relay then
  /// finds it a short pause later.
  private static final Set<Runnable> LISTENERS = ConcurrentHashMap.newKeySet();

  private Outbox() {}

  static void listen(Runnable listener) {
    LISTENERS.add(listener);
  }

  static void forget(Runnable listener) {
    LISTENERS.remove(listener);
  }

  static void appended() {
    LISTENERS.forEach(Runnable::run);
  }

  public static void append(Connection connection, OutboxMessage message) throws SQLException {
    append(connection, List.of(message));
  }

  /// Appends in the order of the list, in one statement. A message without a trace of its own gets
  /// that of this thread, where there is one.
  public static void append(Connection connection, List<OutboxMessage> messages)
      throws SQLException {
    if (messages.isEmpty()) {
      return;
    }
    @Nullable String current = TraceParent.current();
    Sql.of(
            connection,
            INSERT,
            texts(messages, OutboxMessage::topic),
            messages.stream().map(OutboxMessage::partition).toArray(Integer[]::new),
            texts(messages, OutboxMessage::key),
            messages.stream().map(OutboxMessage::id).toArray(UUID[]::new),
            texts(messages, OutboxMessage::type),
            texts(messages, OutboxMessage::body),
            messages.stream().map(message -> trace(message, current)).toArray(String[]::new))
        .update();
    appended();
  }

  private static @Nullable String trace(OutboxMessage message, @Nullable String current) {
    return message.traceparent() == null ? current : message.traceparent();
  }

  private static String[] texts(
      List<OutboxMessage> messages, Function<OutboxMessage, String> column) {
    return messages.stream().map(column).toArray(String[]::new);
  }
}

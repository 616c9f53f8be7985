package dev.plimsoll.outbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// Backlog of messages that wait for a relay. A round calls [#tryLock], [#next] and [#done] in one
/// transaction, in this order.
///
/// @param <P> a waiting message with its identity
public interface Backlog<P extends Backlog.Pending> {
  interface Pending {
    /// The same message with the same id at each call.
    OutboxMessage message();

    Instant occurredAt();
  }

  /// Takes the right to relay, until the transaction ends. Returns false where another relay has
  /// it.
  boolean tryLock(Connection connection) throws SQLException;

  /// The next messages, in order; changes nothing.
  List<P> next(Connection connection, int atMost) throws SQLException;

  /// The next messages, without topics that have just refused one: those wait, later messages of
  /// other topics do not. A backlog of one topic excludes nothing.
  ///
  /// @param without topics on the broker
  default List<P> next(Connection connection, int atMost, Set<String> without) throws SQLException {
    return next(connection, atMost);
  }

  /// Whether messages that Kafka never accepts can be set aside; otherwise they block their topic.
  default boolean setsAside() {
    return false;
  }

  /// Removes a message from the queue until a person decides; only where [#setsAside].
  default void setAside(Connection connection, P refused, String reason) throws SQLException {
    throw new UnsupportedOperationException("nothing can be set aside here");
  }

  /// Records acknowledged messages.
  ///
  /// @param acknowledged in the order of [#next], possibly with gaps
  void done(Connection connection, List<P> acknowledged) throws SQLException;
}

package dev.plimsoll.outbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// A backlog of messages that wait for a relay, which says what Kafka has acknowledged. All three
/// are called in one transaction, in this order.
///
/// @param <P> what waits, with whatever tells it from others
public interface Backlog<P extends Backlog.Pending> {
  /// A message that waits.
  interface Pending {
    /// The same, its id too, however often it is sent.
    OutboxMessage message();

    /// When it was caused.
    Instant occurredAt();
  }

  /// Takes the right to relay, until the transaction ends.
  ///
  /// @return false where another relay has it
  boolean tryLock(Connection connection) throws SQLException;

  /// What is to be sent next, in this order; nothing changes by it.
  List<P> next(Connection connection, int atMost) throws SQLException;

  /// What is to be sent next, leaving out topics that Kafka has just refused messages of: they
  /// wait, and what is behind them in the backlog goes on. A backlog of one topic leaves out
  /// nothing.
  ///
  /// @param without topics on the broker
  default List<P> next(Connection connection, int atMost, Set<String> without) throws SQLException {
    return next(connection, atMost);
  }

  /// Whether a message that Kafka never takes as it is can be set aside. Where it cannot, it holds
  /// back its topic.
  default boolean setsAside() {
    return false;
  }

  /// Takes a message out of the way of those behind it, until somebody decides. Only where
  /// [#setsAside].
  ///
  /// @param reason for people
  default void setAside(Connection connection, P refused, String reason) throws SQLException {
    throw new UnsupportedOperationException("nothing can be set aside here");
  }

  /// Kafka has these.
  ///
  /// @param acknowledged in the order of [#next]; some may be missing anywhere in it
  void done(Connection connection, List<P> acknowledged) throws SQLException;
}

package dev.plimsoll.outbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/// Where messages wait for a relay, and how it hears that Kafka has them. All three are called in
/// one transaction, in this order.
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

  /// Kafka has these.
  ///
  /// @param acknowledged in the order of [#next]; some may be missing anywhere in it
  void done(Connection connection, List<P> acknowledged) throws SQLException;
}

package dev.plimsoll.contracts.database;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;

/// `databases`: what is registered under a name. The topic is compacted and kept for ever, and
/// every builder reads it from the start. Key: the name.
public sealed interface DatabaseEvent {
  String name();

  /// Grows with every change of the address and with the removal, and goes on where the name is
  /// registered anew: what comes with a lower one is an old word.
  long revision();

  /// @param since the revision from which on the name stands for this host, port, database and
  ///     user: a command that names one before it means another place. A new password alone is no
  ///     new place.
  record Registered(
      @Within(Bound.NAME) String name,
      @Within(Bound.REVISION) long revision,
      @Within(Bound.REVISION) long since,
      DatabaseAddress address)
      implements DatabaseEvent {}

  record Removed(@Within(Bound.NAME) String name, @Within(Bound.REVISION) long revision)
      implements DatabaseEvent {}
}

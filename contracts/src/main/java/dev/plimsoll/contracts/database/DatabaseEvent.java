package dev.plimsoll.contracts.database;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `databases`: what is registered under a name. The topic is compacted and kept for ever, and
/// builders and sync-services read it from the start. Key: the name.
public sealed interface DatabaseEvent {
  String name();

  /// Grows with every change of address, kind or uses and with the removal, and goes on where the
  // name is
  /// registered anew: what comes with a lower one is an old word.
  long revision();

  /// @param since the revision from which on the name stands for this host, port, database and
  ///     user: a command that names one before it means another place. A new password alone is no
  ///     new place.
  /// @param kind of server; absent is PostgreSQL
  /// @param uses what it serves as; absent: all that its kind can
  record Registered(
      @Within(Bound.NAME) String name,
      @Within(Bound.REVISION) long revision,
      @Within(Bound.REVISION) long since,
      DatabaseAddress address,
      @Nullable DatabaseKind kind,
      @Nullable @Within(Bound.USES) List<DatabaseUse> uses)
      implements DatabaseEvent {
    public Registered {
      kind = kind == null ? DatabaseKind.POSTGRES : kind;
      uses = DatabaseUse.orAll(uses, kind);
    }

    @Override
    @SuppressWarnings("NullAway") // the constructor has set it
    public DatabaseKind kind() {
      return kind;
    }

    @Override
    @SuppressWarnings("NullAway") // the constructor has set it
    public List<DatabaseUse> uses() {
      return uses;
    }
  }

  record Removed(@Within(Bound.NAME) String name, @Within(Bound.REVISION) long revision)
      implements DatabaseEvent {}
}

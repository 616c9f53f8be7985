package dev.plimsoll.contracts.database;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `databases`: registrations by name. The topic is compacted and kept for ever; builders and
/// sync-services read it from the start. Key: the name.
public sealed interface DatabaseEvent {
  String name();

  /// Grows with every change of address, kind or uses, with the removal and with a new registration
  /// of the name. Readers ignore lower ones.
  long revision();

  /// @param since the first revision with this host, port, database and user; a command for an
  ///     earlier one means another place
  /// @param uses absent: all that its kind can serve as
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

package dev.plimsoll.contracts.sync;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.database.DatabaseUse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/databases/{name}` of the sync service: a registered database.
///
/// @param uses absent: all that the kind can serve as
public record KnownDatabase(
    @Within(Bound.NAME) String name,
    DatabaseAddress address,
    @Nullable DatabaseKind kind,
    @Nullable @Within(Bound.USES) List<DatabaseUse> uses,
    @Within(Bound.REVISION) long revision) {

  public KnownDatabase {
    kind = kind == null ? DatabaseKind.POSTGRES : kind;
    uses = DatabaseUse.orAll(uses, kind);
  }

  /// The form for answers, without a sealed password.
  public KnownDatabase shown() {
    return new KnownDatabase(name, address.shown(), kind(), uses(), revision);
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

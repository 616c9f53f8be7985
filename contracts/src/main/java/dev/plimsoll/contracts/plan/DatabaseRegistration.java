package dev.plimsoll.contracts.plan;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.database.DatabaseUse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `PUT /api/v1/databases/{name}` of the planner: the registration of a database.
///
/// @param uses absent: all that its kind can serve as
/// @param builds [BuildSettings#NONE] where absent
/// @param server in answers only
/// @param revision in answers only: of address, kind and uses, as sent to the services
public record DatabaseRegistration(
    @Within(Bound.NAME) String name,
    DatabaseAddress address,
    @Nullable DatabaseKind kind,
    @Nullable @Within(Bound.USES) List<DatabaseUse> uses,
    @Nullable BuildSettings builds,
    @Nullable ServerView server,
    @Nullable @Within(Bound.REVISION) Long revision) {

  public DatabaseRegistration {
    kind = kind == null ? DatabaseKind.POSTGRES : kind;
    uses = DatabaseUse.orAll(uses, kind);
    builds = builds == null ? BuildSettings.NONE : builds;
  }

  /// A PostgreSQL with all uses.
  public static DatabaseRegistration postgres(
      String name, DatabaseAddress address, BuildSettings builds) {
    return asked(name, address, null, null, builds);
  }

  /// A database without builds, a source and target as far as its kind allows.
  public static DatabaseRegistration withoutBuilds(
      String name, DatabaseAddress address, DatabaseKind kind) {
    List<DatabaseUse> uses =
        DatabaseUse.of(kind).stream().filter(use -> use != DatabaseUse.BUILD).toList();
    return asked(name, address, kind, uses, BuildSettings.NONE);
  }

  /// A registration as it is asked for, without what only answers have.
  public static DatabaseRegistration asked(
      String name,
      DatabaseAddress address,
      @Nullable DatabaseKind kind,
      @Nullable List<DatabaseUse> uses,
      BuildSettings builds) {
    return new DatabaseRegistration(name, address, kind, uses, builds, null, null);
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

  @Override
  @SuppressWarnings("NullAway") // the constructor has set it
  public BuildSettings builds() {
    return builds;
  }

  @JsonIgnore
  public boolean isForBuilds() {
    return uses().contains(DatabaseUse.BUILD);
  }

  public DatabaseRegistration with(DatabaseAddress other) {
    return new DatabaseRegistration(name, other, kind, uses, builds, server, revision);
  }
}

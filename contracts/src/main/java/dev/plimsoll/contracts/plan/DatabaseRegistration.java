package dev.plimsoll.contracts.plan;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.database.DatabaseUse;
import dev.plimsoll.contracts.database.StandbyAddress;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `PUT /api/v1/databases/{name}` of the planner: the registration of a database.
///
/// @param uses absent: all that its kind can serve as
/// @param builds [BuildSettings#NONE] where absent
/// @param standbys that analyses ask, too, whether they read an index; none where absent
/// @param server in answers only
/// @param revision in answers only: of address, kind and uses, as sent to the services
public record DatabaseRegistration(
    @Within(Bound.NAME) String name,
    DatabaseAddress address,
    @Nullable DatabaseKind kind,
    @Nullable @Within(Bound.USES) List<DatabaseUse> uses,
    @Nullable BuildSettings builds,
    @Nullable @JsonInclude(Include.NON_EMPTY) @Within(Bound.STANDBYS) List<StandbyAddress> standbys,
    @Nullable ServerView server,
    @Nullable @Within(Bound.REVISION) Long revision) {

  public DatabaseRegistration {
    kind = kind == null ? DatabaseKind.POSTGRES : kind;
    uses = DatabaseUse.orAll(uses, kind);
    builds = builds == null ? BuildSettings.NONE : builds;
    standbys = standbys == null ? List.of() : standbys.stream().distinct().toList();
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
    return new DatabaseRegistration(name, address, kind, uses, builds, List.of(), null, null);
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

  @Override
  @SuppressWarnings("NullAway") // the constructor has set it
  public List<StandbyAddress> standbys() {
    return standbys;
  }

  @JsonIgnore
  public boolean isForBuilds() {
    return uses().contains(DatabaseUse.BUILD);
  }

  public DatabaseRegistration with(DatabaseAddress other) {
    return new DatabaseRegistration(name, other, kind, uses, builds, standbys, server, revision);
  }

  /// The registration with the stored password where it came back with `sealed`; else itself.
  ///
  /// @param stored address of the same name, null where there is none
  /// @param known standbys that the stored password is for
  /// @throws PlimsollException CREDENTIAL_REFUSED where `stored` is of another account, or a
  ///     standby is not known: whoever can name a server would get the password sent there
  public DatabaseRegistration withCredentialOf(
      @Nullable DatabaseAddress stored, List<StandbyAddress> known) {
    if (!address.credential().hidesPassword()) {
      return this;
    }
    DatabaseAddress complete = address.withCredentialOf(stored);
    for (StandbyAddress standby : standbys()) {
      if (!known.contains(standby)) {
        throw new PlimsollException(
            ErrorCode.CREDENTIAL_REFUSED,
            "the sealed password that is stored was not given for the standby %s: give it again"
                .formatted(standby));
      }
    }
    return with(complete);
  }

  public DatabaseRegistration with(List<StandbyAddress> others) {
    return new DatabaseRegistration(name, address, kind, uses, builds, others, server, revision);
  }
}

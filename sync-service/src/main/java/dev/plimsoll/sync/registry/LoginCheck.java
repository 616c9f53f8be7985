package dev.plimsoll.sync.registry;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.DatabaseCheckRequest;
import dev.plimsoll.sync.recovery.ExceptionCodes;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;

/// Check of a database before it is registered: whether it answers, lets us in, is of a version
/// that we know, and lets us read or write anything at all.
public final class LoginCheck {
  private final Registry registry;
  private final Map<DatabaseKind, Login> logins;

  /// Login to a database of a kind, closed at once.
  @FunctionalInterface
  public interface Login {
    void at(DatabaseAddress address) throws SQLException;
  }

  /// @param logins of each kind that there is
  public LoginCheck(Registry registry, Map<DatabaseKind, Login> logins) {
    this.registry = registry;
    this.logins = Map.copyOf(logins);
  }

  /// @throws PlimsollException DATABASE_UNREACHABLE, AUTHENTICATION_FAILED, DATABASE_NOT_FOUND,
  ///     CREDENTIAL_MISSING, UNSUPPORTED_SERVER or INSUFFICIENT_PRIVILEGE
  public void check(DatabaseCheckRequest request) {
    DatabaseKind kind = request.kind() == null ? DatabaseKind.POSTGRES : request.kind();
    DatabaseAddress address = withCredential(request);
    try {
      Objects.requireNonNull(logins.get(kind), kind.title()).at(address);
    } catch (SQLException e) {
      throw ExceptionCodes.of(e);
    }
  }

  // A request may repeat an answer of ours, whose credential was hidden: it is the known one.
  private DatabaseAddress withCredential(DatabaseCheckRequest request) {
    DatabaseAddress address = request.address();
    return address.credential().hidesPassword()
        ? address.withCredentialOf(registry.get(request.name()).address())
        : address;
  }
}

package dev.plimsoll.sync.registry;

import dev.plimsoll.connector.redshift.RedshiftConnections;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.DatabaseCheckRequest;
import dev.plimsoll.sync.recovery.ExceptionCodes;
import jakarta.inject.Singleton;
import java.sql.SQLException;

/// Check of a database before it is registered: whether it answers, lets us in, is of a version
/// that we know, and lets us read or write anything at all.
@Singleton
public final class LoginCheck {

  private final Registry registry;
  private final Sources sources;
  private final RedshiftConnections redshift;

  public LoginCheck(Registry registry, Sources sources, RedshiftConnections redshift) {
    this.registry = registry;
    this.sources = sources;
    this.redshift = redshift;
  }

  /// @throws PlimsollException DATABASE_UNREACHABLE, AUTHENTICATION_FAILED, DATABASE_NOT_FOUND,
  ///     CREDENTIAL_MISSING, UNSUPPORTED_SERVER or INSUFFICIENT_PRIVILEGE
  public void check(DatabaseCheckRequest request) {
    DatabaseKind kind = request.kind() == null ? DatabaseKind.POSTGRES : request.kind();
    DatabaseAddress address = withCredential(request);
    try {
      if (sources.has(kind)) {
        sources.of(kind).check(address);
      } else {
        // Its rights are not asked: a load finds out what it lacks.
        redshift.open(address, "plimsoll-sync check").close();
      }
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

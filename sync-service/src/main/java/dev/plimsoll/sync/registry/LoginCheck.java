package dev.plimsoll.sync.registry;

import dev.plimsoll.connector.redshift.RedshiftConnections;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.DatabaseCheckRequest;
import dev.plimsoll.sync.recovery.ExceptionCodes;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;

/// Tries an known before it is registered: whether it answers, lets us in, is of a version that
/// we know, and lets us read or write anything at all.
@Singleton
public final class LoginCheck {
  private static final String APPLICATION = "plimsoll-sync check";

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
        checkTarget(address);
      }
    } catch (SQLException e) {
      throw ExceptionCodes.of(e);
    }
  }

  // An answer that came back: what it hid is what is known.
  private DatabaseAddress withCredential(DatabaseCheckRequest request) {
    DatabaseAddress address = request.address();
    return address.credential().hidesPassword()
        ? address.withCredentialOf(registry.get(request.name()).address())
        : address;
  }

  // Its catalog of rights is not asked: what a load needs is found out by the load.
  private void checkTarget(DatabaseAddress address) throws SQLException {
    try (Connection _ = redshift.open(address, APPLICATION)) {
      // It lets us in, and is what it is taken for.
    }
  }
}

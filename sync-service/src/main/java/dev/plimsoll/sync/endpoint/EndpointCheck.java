package dev.plimsoll.sync.endpoint;

import dev.plimsoll.connector.redshift.RedshiftConnections;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.EndpointRegistration;
import dev.plimsoll.sync.recovery.ErrorClassifier;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;

/// Tries an endpoint before it is registered: whether it answers, lets us in, is of a version that
/// we know, and lets us read or write anything at all.
@Singleton
public final class EndpointCheck {
  private static final String APPLICATION = "plimsoll-sync check";

  private final Sources sources;
  private final RedshiftConnections redshift;

  public EndpointCheck(Sources sources, RedshiftConnections redshift) {
    this.sources = sources;
    this.redshift = redshift;
  }

  /// @throws PlimsollException DATABASE_UNREACHABLE, AUTHENTICATION_FAILED, DATABASE_NOT_FOUND,
  ///     CREDENTIAL_MISSING, UNSUPPORTED_SERVER or INSUFFICIENT_PRIVILEGE
  public void check(EndpointRegistration endpoint) {
    try {
      if (sources.has(endpoint.kind())) {
        sources.of(endpoint).check(endpoint.address());
      } else {
        checkTarget(endpoint);
      }
    } catch (SQLException e) {
      throw ErrorClassifier.of(e);
    }
  }

  // Its catalog of rights is not asked: what a load needs is found out by the load.
  private void checkTarget(EndpointRegistration endpoint) throws SQLException {
    try (Connection _ = redshift.open(endpoint.address(), APPLICATION)) {
      // It lets us in, and is what it is taken for.
    }
  }
}

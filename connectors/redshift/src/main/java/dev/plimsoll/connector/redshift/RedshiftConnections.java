package dev.plimsoll.connector.redshift;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;

/// Sessions of an Amazon Redshift; any other server is refused.
final class RedshiftConnections {
  private static final String VERSION = "SELECT version() AS version";

  // A COPY takes as long as its files are large. Source: "statement_timeout".
  private static final String NO_TIMEOUT = "SET statement_timeout TO 0";

  private final PostgresConnections connector;

  RedshiftConnections(PostgresConnections connector) {
    this.connector = connector.byRolesPath();
  }

  /// New session, auto-commit on.
  ///
  /// @throws PlimsollException UNSUPPORTED_SERVER where another server answers, or why none does
  Connection open(DatabaseAddress address, String application) throws SQLException {
    Connection session = connector.open(address, application);
    try {
      requireRedshift(address, Sql.of(session, VERSION).one(row -> row.getString("version")));
      Sql.of(session, NO_TIMEOUT).update();
      return session;
    } catch (SQLException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  // Source: "VERSION": PostgreSQL 8.0.2 on ..., Redshift 1.0.12103
  static void requireRedshift(DatabaseAddress address, String version) {
    if (!version.contains("Redshift ")) {
      throw new PlimsollException(
          ErrorCode.UNSUPPORTED_SERVER,
          "%s:%d is no Amazon Redshift, it says that it is %s"
              .formatted(address.host(), address.port(), version));
    }
  }
}

package dev.plimsoll.sync.endpoint;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.EndpointRegistration;
import dev.plimsoll.postgres.connection.PostgresConnector;
import dev.plimsoll.sync.effect.Failures;
import dev.plimsoll.sync.redshift.RedshiftConnector;
import dev.plimsoll.sync.source.mariadb.MariaDbCatalog;
import dev.plimsoll.sync.source.mariadb.MariaDbConnector;
import dev.plimsoll.sync.source.mariadb.MariaDbSession;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// Tries an endpoint before it is registered: whether it answers, lets us in, is of a version that
/// we know, and lets us read or write anything at all.
@Singleton
public final class EndpointCheck {
  private static final String APPLICATION = "plimsoll-sync check";
  private static final int OLDEST = 140_000;
  private static final int TOO_NEW = 190_000;

  private static final String FACTS =
      """
      SELECT current_setting('server_version_num')::int AS version_number,
             current_setting('server_version') AS version,
             pg_catalog.has_database_privilege(current_database(), 'CREATE')
               OR EXISTS (
                 SELECT FROM pg_catalog.pg_namespace n
                 WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
                   AND pg_catalog.has_schema_privilege(n.oid, 'CREATE'))
               OR EXISTS (
                 SELECT FROM pg_catalog.pg_class c
                 JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                 WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
                   AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
                   AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
                   AND pg_catalog.has_any_column_privilege(c.oid, 'SELECT')) AS useful
      """;

  private final PostgresConnector connector;
  private final MariaDbConnector mariaDb;
  private final RedshiftConnector redshift;

  public EndpointCheck(
      PostgresConnector connector, MariaDbConnector mariaDb, RedshiftConnector redshift) {
    this.connector = connector;
    this.mariaDb = mariaDb;
    this.redshift = redshift;
  }

  /// @throws PlimsollException DATABASE_UNREACHABLE, AUTHENTICATION_FAILED, DATABASE_NOT_FOUND,
  ///     CREDENTIAL_MISSING, UNSUPPORTED_SERVER or INSUFFICIENT_PRIVILEGE
  public void check(EndpointRegistration endpoint) {
    switch (endpoint.kind()) {
      case POSTGRES -> checkPostgres(endpoint.address());
      case MARIADB -> checkMariaDb(endpoint.address());
      case REDSHIFT -> checkRedshift(endpoint.address());
    }
  }

  // Its catalog of rights is not asked: what a load needs is found out by the load.
  private void checkRedshift(DatabaseAddress address) {
    try (Connection _ = redshift.open(address, APPLICATION)) {
      // It lets us in, and is what it is taken for.
    } catch (SQLException e) {
      throw Failures.of(e);
    }
  }

  private void checkMariaDb(DatabaseAddress address) {
    try (MariaDbSession session = mariaDb.open(address, APPLICATION)) {
      if (!new MariaDbCatalog(session).seesTables()) {
        throw new PlimsollException(
            ErrorCode.INSUFFICIENT_PRIVILEGE,
            address.user() + " may read no table of " + address.host());
      }
    }
  }

  private void checkPostgres(DatabaseAddress address) {
    try (Connection connection = connector.open(address, APPLICATION);
        Statement statement = connection.createStatement();
        ResultSet facts = statement.executeQuery(FACTS)) {
      facts.next();
      int version = facts.getInt("version_number");
      if (version < OLDEST || version >= TOO_NEW) {
        throw new PlimsollException(
            ErrorCode.UNSUPPORTED_SERVER,
            "the server is PostgreSQL " + facts.getString("version") + ", not 14 to 18");
      }
      if (!facts.getBoolean("useful")) {
        throw new PlimsollException(
            ErrorCode.INSUFFICIENT_PRIVILEGE,
            address.user()
                + " may neither read a table nor create one in database "
                + address.database());
      }
    } catch (SQLException e) {
      throw Failures.of(e);
    }
  }
}

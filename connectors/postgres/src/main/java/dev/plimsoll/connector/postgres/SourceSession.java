package dev.plimsoll.connector.postgres;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/// Session with settings that make rows' text the same on every server and hide no row.
public final class SourceSession {
  // With row_security off, policies that would filter rows raise an error.
  private static final String SETTINGS =
      """
      SET DateStyle = 'ISO, MDY';
      SET TimeZone = 'UTC';
      SET IntervalStyle = 'iso_8601';
      SET extra_float_digits = 1;
      SET bytea_output = 'hex';
      SET lc_monetary = 'C';
      SET row_security = off;
      SET statement_timeout = 0;
      SET default_transaction_read_only = on
      """;

  // Older versions lack some of these settings.
  private static final String NO_TIMEOUTS =
      """
      SELECT set_config(name, '0', false) FROM pg_catalog.pg_settings
      WHERE name IN ('idle_in_transaction_session_timeout', 'idle_session_timeout',
                     'transaction_timeout')
      """;

  private static final String IN_RECOVERY = "SELECT pg_catalog.pg_is_in_recovery()";

  private SourceSession() {}

  @FunctionalInterface
  interface Opening<T> {
    T of(Connection session) throws SQLException;
  }

  /// Opens and prepares a session; closes it where the function fails.
  static <T> T open(
      PostgresConnections connector, DatabaseAddress address, String program, Opening<T> opening)
      throws SQLException {
    Connection session = connector.open(address, program);
    try {
      prepare(session);
      return opening.of(session);
    } catch (Throwable e) {
      session.close();
      throw e;
    }
  }

  public static void prepare(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(SETTINGS);
    }
  }

  /// Switches off the timeouts of idle sessions and transactions.
  public static void beLeftWaiting(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(NO_TIMEOUTS);
    }
  }

  /// Whether the server only repeats what another has written, some time later.
  public static boolean isOfStandby(Connection connection) throws SQLException {
    return Sql.of(connection, IN_RECOVERY).one(row -> row.getBoolean(1));
  }
}

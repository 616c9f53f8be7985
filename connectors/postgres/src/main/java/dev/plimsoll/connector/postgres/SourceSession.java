package dev.plimsoll.connector.postgres;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.postgres.connection.PostgresConnections;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/// Settings under which rows are read, so that their text is the same everywhere and none is
/// hidden.
public final class SourceSession {
  // Policies that would filter rows silently make an error instead. Timeouts of the role are for
  // its other work.
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

  // Some of these settings came with later versions.
  private static final String NO_TIMEOUTS =
      """
      SELECT set_config(name, '0', false) FROM pg_catalog.pg_settings
      WHERE name IN ('idle_in_transaction_session_timeout', 'idle_session_timeout',
                     'transaction_timeout')
      """;

  private SourceSession() {}

  /// Something made of a session, or of what is done in it.
  @FunctionalInterface
  interface Opening<T> {
    T of(Connection session) throws SQLException;
  }

  /// Opens a session that is prepared. It is closed where the opening fails.
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

  /// For a session that waits while others work, in a transaction or without.
  public static void beLeftWaiting(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(NO_TIMEOUTS);
    }
  }
}

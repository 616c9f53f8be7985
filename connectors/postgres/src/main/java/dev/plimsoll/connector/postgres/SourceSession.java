package dev.plimsoll.connector.postgres;

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

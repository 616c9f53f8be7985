package dev.plimsoll.sync.source;

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

  private SourceSession() {}

  public static void prepare(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(SETTINGS);
    }
  }
}

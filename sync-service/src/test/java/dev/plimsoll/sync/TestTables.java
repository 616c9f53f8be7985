package dev.plimsoll.sync;

import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// Tables to copy.
public final class TestTables {
  private static final String NOISE =
      """
      CREATE TABLE %s AS
      SELECT i AS id,
        (SELECT string_agg(sha512(int8send(64::bigint * i + j)), ''::bytea)
         FROM generate_series(0, 63) j) AS noise
      FROM generate_series(1, %s) i
      """;

  /// About 13 MB that do not compress: an object of several parts and one of a single part.
  public static final String FAT = NOISE.formatted("%s", 3200);

  private TestTables() {}

  /// A table of rows of 4 kB that do not compress.
  public static String noise(String table, int rows) {
    return NOISE.formatted(table, rows);
  }

  public static void execute(TestDatabase database, String... statements) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  public static long number(TestDatabase database, String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}

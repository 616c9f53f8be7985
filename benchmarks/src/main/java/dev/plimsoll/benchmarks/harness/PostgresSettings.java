package dev.plimsoll.benchmarks.harness;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/// PostgreSQL's settings that somebody has made.
public final class PostgresSettings {
  // Where files are and who may come in does not make anything faster, and is nobody's business.
  private static final String SQL =
      """
      SELECT name, current_setting(name)
      FROM pg_catalog.pg_settings
      WHERE source IN ('configuration file', 'command line', 'environment variable', 'global')
        AND category NOT LIKE 'Connections and Authentication%'
        AND category NOT LIKE 'File Locations%'
        AND category NOT LIKE 'Reporting and Logging%'
        AND setting NOT LIKE '%/%'
      """;

  private PostgresSettings() {}

  /// By name, as `SHOW` has them; settings of the session and of paths, hosts and logs aside.
  public static Map<String, String> of(Connection connection) throws SQLException {
    Map<String, String> settings = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(SQL)) {
      while (rows.next()) {
        settings.put(rows.getString(1), rows.getString(2));
      }
    }
    return settings;
  }
}

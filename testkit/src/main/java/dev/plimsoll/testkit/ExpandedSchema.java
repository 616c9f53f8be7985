package dev.plimsoll.testkit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/// Schema as a later version's migrations expand it. Tests of services run on one, by Flyway's
/// callback `afterMigrate__expand.sql`.
public final class ExpandedSchema {
  /// Column that this version does not know.
  public static final String COLUMN = "of_a_later_version";

  private static final String TABLES =
      """
      SELECT c.relname, EXISTS (
               SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = ?) AS expanded
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ? AND c.relkind IN ('r', 'p') AND c.relname <> 'flyway_schema_history'
      """;

  private ExpandedSchema() {}

  /// Its tables, each with whether it has that column; none where there is no such schema.
  public static Map<String, Boolean> tables(Connection connection, String schema)
      throws SQLException {
    Map<String, Boolean> tables = new TreeMap<>();
    try (PreparedStatement query = connection.prepareStatement(TABLES)) {
      query.setString(1, COLUMN);
      query.setString(2, schema);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          tables.put(row.getString("relname"), row.getBoolean("expanded"));
        }
      }
    }
    return tables;
  }
}

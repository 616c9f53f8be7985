package dev.plimsoll.benchmarks.materialize;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// Whether a contender did what all of them have to do.
final class Offsets {
  private Offsets() {}

  /// @param sql gives one row: records, and whether offsets are contiguous in every partition
  /// @return records
  static long contiguous(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      if (!row.getBoolean(2)) {
        throw new IllegalStateException(
            "offsets of " + connection.getSchema() + " have holes or overlap");
      }
      return row.getLong(1);
    }
  }
}

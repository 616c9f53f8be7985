package dev.plimsoll.sync.threshold;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.sync.ThresholdChange;
import dev.plimsoll.sync.sparse.SparseConfig;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Versions of the thresholds in this service's database: the newest holds, the others are the
/// record. The table refuses to be changed otherwise than by adding.
final class ThresholdStore {
  private static final String NEWEST =
      "SELECT * FROM threshold_version ORDER BY version DESC LIMIT 1";

  private static final String ADD =
      """
      INSERT INTO threshold_version (version, changed_by, reason, old_values, new_values)
      VALUES (?, ?, ?, ?::jsonb, ?::jsonb)
      ON CONFLICT (version) DO NOTHING
      """;

  private static final String LATEST =
      "SELECT * FROM threshold_version ORDER BY version DESC LIMIT ?";

  private ThresholdStore() {}

  /// @param version 0 for those that the service comes with
  record Version(
      long version,
      SparseConfig values,
      @Nullable Instant at,
      @Nullable String by,
      @Nullable String reason) {
    static final Version FIRST = new Version(0, SparseConfig.DEFAULT, null, null, null);
  }

  static Version newest(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(NEWEST);
        ResultSet row = statement.executeQuery()) {
      return row.next()
          ? new Version(
              row.getLong("version"),
              values(row, "new_values"),
              at(row),
              row.getString("changed_by"),
              row.getString("reason"))
          : Version.FIRST;
    }
  }

  /// @return false when somebody else has made the same version meanwhile
  static boolean add(
      Connection connection, Version before, SparseConfig after, String by, String reason)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(ADD)) {
      statement.setLong(1, before.version() + 1);
      statement.setString(2, by);
      statement.setString(3, reason);
      statement.setString(4, Json.write(before.values()));
      statement.setString(5, Json.write(after));
      return statement.executeUpdate() == 1;
    }
  }

  /// The latest first.
  static List<ThresholdChange> changes(Connection connection, int limit) throws SQLException {
    List<ThresholdChange> changes = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(LATEST)) {
      statement.setInt(1, limit);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          changes.add(
              new ThresholdChange(
                  row.getLong("version"),
                  at(row),
                  row.getString("changed_by"),
                  row.getString("reason"),
                  ThresholdTree.changed(values(row, "old_values"), values(row, "new_values"))));
        }
      }
    }
    return changes;
  }

  private static SparseConfig values(ResultSet row, String column) throws SQLException {
    return Json.read(row.getString(column), SparseConfig.class);
  }

  private static Instant at(ResultSet row) throws SQLException {
    return row.getObject("changed_at", OffsetDateTime.class).toInstant();
  }
}

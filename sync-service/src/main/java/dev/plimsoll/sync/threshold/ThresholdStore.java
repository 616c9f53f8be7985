package dev.plimsoll.sync.threshold;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.sync.ThresholdChange;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.sync.sparse.SparseConfig;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Versions of the thresholds in this service's database: the newest holds, the others are the
/// record. The table refuses to be changed otherwise than by adding.
final class ThresholdStore {
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
    return Sql.of(connection, LATEST, 1).first(ThresholdStore::version).orElse(Version.FIRST);
  }

  private static Version version(ResultSet row) throws SQLException {
    return new Version(
        row.getLong("version"),
        values(row, "new_values"),
        Columns.instant(row, "changed_at"),
        row.getString("changed_by"),
        row.getString("reason"));
  }

  /// @return false when somebody else has made the same version meanwhile
  static boolean add(
      Connection connection, Version before, SparseConfig after, String by, String reason)
      throws SQLException {
    long version = before.version() + 1;
    return Sql.of(
            connection, ADD, version, by, reason, Json.write(before.values()), Json.write(after))
        .updateAny();
  }

  /// The latest first.
  static List<ThresholdChange> changes(Connection connection, int limit) throws SQLException {
    return Sql.of(connection, LATEST, limit).list(ThresholdStore::change);
  }

  private static ThresholdChange change(ResultSet row) throws SQLException {
    return new ThresholdChange(
        row.getLong("version"),
        Columns.instant(row, "changed_at"),
        row.getString("changed_by"),
        row.getString("reason"),
        ThresholdTree.changed(values(row, "old_values"), values(row, "new_values")));
  }

  private static SparseConfig values(ResultSet row, String column) throws SQLException {
    return Json.read(row.getString(column), SparseConfig.class);
  }
}

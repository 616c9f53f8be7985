package dev.plimsoll.materializer.startup;

import dev.plimsoll.postgres.connection.ServerVersion;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/// The server's state for [ServerSettings], from one session.
///
/// @param settings by name; without those that its version lacks
record LogServerFacts(ServerVersion version, Map<String, Setting> settings, List<Slot> slots) {
  private static final String SETTINGS =
      """
      SELECT s.name, current_setting(s.name) AS shown,
        CASE WHEN s.unit IN ('B', 'kB', '8kB', 'MB')
          THEN pg_size_bytes(current_setting(s.name))
          WHEN s.vartype = 'integer' THEN s.setting::bigint
        END AS number
      FROM pg_settings s WHERE s.name = ANY (?)
      """;

  /// Retained WAL is only known on a primary, where the log is.
  private static final String SLOTS =
      """
      SELECT slot_name, active,
        coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0)::bigint AS retained_bytes
      FROM pg_replication_slots ORDER BY slot_name
      """;

  /// @param shown as by `SHOW`, for example `128MB`
  /// @param number in bytes for a size; 0 for a text
  record Setting(String shown, long number) {}

  /// @param retainedBytes of WAL
  record Slot(String name, boolean active, long retainedBytes) {}

  static LogServerFacts of(Connection connection) throws SQLException {
    Object names = ServerSettings.READ.toArray(String[]::new);
    return new LogServerFacts(
        ServerVersion.of(connection),
        Sql.of(connection, SETTINGS, names)
            .map(
                row -> row.getString("name"),
                row -> new Setting(row.getString("shown"), row.getLong("number"))),
        Sql.of(connection, SLOTS)
            .list(
                row ->
                    new Slot(
                        row.getString("slot_name"),
                        row.getBoolean("active"),
                        row.getLong("retained_bytes"))));
  }
}

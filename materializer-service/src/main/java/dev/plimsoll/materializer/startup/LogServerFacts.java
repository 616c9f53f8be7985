package dev.plimsoll.materializer.startup;

import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/// The facts that [ServerSettings] judges by, as one session sees them.
///
/// @param settings by name; one that the server's version does not have is absent
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

  /// What a slot retains is only known on a primary, and the log is nowhere else.
  private static final String SLOTS =
      """
      SELECT slot_name, active,
        coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0)::bigint AS retained_bytes
      FROM pg_replication_slots ORDER BY slot_name
      """;

  /// @param shown as `SHOW` has it, for example `128MB`
  /// @param number in bytes where it is a size; 0 where it is no number
  record Setting(String shown, long number) {}

  /// @param retainedBytes of WAL that is kept for it
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

package dev.plimsoll.materializer.startup;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
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
    return new LogServerFacts(
        ServerVersion.of(connection), readSettings(connection), readSlots(connection));
  }

  private static Map<String, Setting> readSettings(Connection connection) throws SQLException {
    try (PreparedStatement read = connection.prepareStatement(SETTINGS)) {
      read.setArray(1, connection.createArrayOf("text", ServerSettings.READ.toArray()));
      Map<String, Setting> settings = new HashMap<>();
      try (ResultSet rows = read.executeQuery()) {
        while (rows.next()) {
          settings.put(
              rows.getString("name"), new Setting(rows.getString("shown"), rows.getLong("number")));
        }
      }
      return Map.copyOf(settings);
    }
  }

  private static List<Slot> readSlots(Connection connection) throws SQLException {
    try (PreparedStatement read = connection.prepareStatement(SLOTS);
        ResultSet rows = read.executeQuery()) {
      List<Slot> slots = new ArrayList<>();
      while (rows.next()) {
        slots.add(
            new Slot(
                rows.getString("slot_name"),
                rows.getBoolean("active"),
                rows.getLong("retained_bytes")));
      }
      return List.copyOf(slots);
    }
  }
}

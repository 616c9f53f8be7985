package dev.plimsoll.planner.maintenance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.plimsoll.contracts.maintenance.MaintenanceSettings;
import dev.plimsoll.contracts.maintenance.MaintenanceView.MaintenanceWarning;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Settings and status of the maintenance of databases. A database without a row has never been
/// set: it is stopped, with the default settings.
final class SettingsStore {
  private static final String READ =
      """
      SELECT edition, running, stopped_by, settings, cycles, indexes_maintained, last_maintenance,
             last_cycle, next_cycle, problem, warnings
      FROM maintenance_settings WHERE database = ?
      """;

  private static final String ENSURE =
      """
      INSERT INTO maintenance_settings (database, interval_seconds, settings)
      VALUES (?, ?, ?) ON CONFLICT DO NOTHING
      """;

  private static final String LOCK =
      "SELECT edition FROM maintenance_settings WHERE database = ? FOR UPDATE";

  // A shorter interval counts from the last look.
  private static final String PUT =
      """
      UPDATE maintenance_settings SET
        edition = edition + 1, interval_seconds = ?, settings = ?,
        next_cycle = coalesce(last_cycle + make_interval(secs => ?), next_cycle)
      WHERE database = ? AND settings <> ?
      """;

  private static final String RESUME =
      """
      UPDATE maintenance_settings SET
        running = true, stopped_by = '', edition = edition + 1, next_cycle = clock_timestamp()
      WHERE database = ? AND NOT running
      """;

  private static final String PAUSE =
      """
      UPDATE maintenance_settings SET running = false, stopped_by = ?, edition = edition + 1
      WHERE database = ? AND (running OR stopped_by = '')
      """;

  private static final String DUE =
      """
      SELECT s.database FROM maintenance_settings s JOIN databases d ON d.name = s.database
      WHERE s.running AND s.next_cycle <= clock_timestamp() AND d.removed_at IS NULL
        AND 'BUILD' = ANY (d.uses)
      ORDER BY s.next_cycle, s.database
      """;

  private static final String CYCLED =
      """
      UPDATE maintenance_settings SET
        cycles = cycles + 1, last_cycle = clock_timestamp(), problem = '', warnings = ?,
        next_cycle = clock_timestamp() + make_interval(secs => interval_seconds)
      WHERE database = ?
      """;

  private static final String FAILED =
      """
      UPDATE maintenance_settings SET
        problem = ?, next_cycle = clock_timestamp() + make_interval(secs => interval_seconds)
      WHERE database = ?
      """;

  private static final String MAINTAINED =
      """
      UPDATE maintenance_settings SET
        last_maintenance = clock_timestamp(), indexes_maintained = indexes_maintained + ?
      WHERE database = ?
      """;

  private static final String PAGE =
      """
      SELECT s.database FROM maintenance_settings s JOIN databases d ON d.name = s.database
      WHERE d.removed_at IS NULL AND s.database > ? ORDER BY s.database LIMIT ?
      """;

  private static final long FIRST_EDITION = 1;

  private SettingsStore() {}

  /// @param nextCycle means nothing where it does not run
  record Stored(
      long edition,
      boolean running,
      String stoppedBy,
      MaintenanceSettings settings,
      long cycles,
      long indexesMaintained,
      @Nullable Instant lastMaintenance,
      @Nullable Instant lastCycle,
      Instant nextCycle,
      String problem,
      List<MaintenanceWarning> warnings) {}

  static Stored read(Connection connection, String database) throws SQLException {
    return Sql.of(connection, READ, database)
        .first(SettingsStore::stored)
        .orElseGet(
            () ->
                new Stored(
                    FIRST_EDITION,
                    false,
                    "",
                    MaintenanceSettings.DEFAULT,
                    0,
                    0,
                    null,
                    null,
                    Instant.EPOCH,
                    "",
                    List.of()));
  }

  private static Stored stored(ResultSet row) throws SQLException {
    return new Stored(
        row.getLong("edition"),
        row.getBoolean("running"),
        row.getString("stopped_by"),
        Json.read(row.getString("settings"), MaintenanceSettings.class).complete(),
        row.getLong("cycles"),
        row.getLong("indexes_maintained"),
        Columns.instantOrNull(row, "last_maintenance"),
        Columns.instantOrNull(row, "last_cycle"),
        Columns.instant(row, "next_cycle"),
        row.getString("problem"),
        warnings(row.getString("warnings")));
  }

  private static List<MaintenanceWarning> warnings(String json) {
    try {
      return Json.MAPPER.readValue(json, new TypeReference<List<MaintenanceWarning>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("stored warnings are no JSON", e);
    }
  }

  /// Makes the row where there is none, and locks it until the end of the transaction.
  ///
  /// @return its edition
  static long locked(Connection connection, String database) throws SQLException {
    Sql.of(
            connection,
            ENSURE,
            database,
            MaintenanceSettings.INTERVAL.toSeconds(),
            Json.write(MaintenanceSettings.DEFAULT))
        .update();
    return Sql.of(connection, LOCK, database).one(row -> row.getLong("edition"));
  }

  static void put(Connection connection, String database, MaintenanceSettings settings)
      throws SQLException {
    Duration interval =
        Objects.requireNonNullElse(settings.interval(), MaintenanceSettings.INTERVAL);
    String json = Json.write(settings);
    Sql.of(connection, PUT, interval.toSeconds(), json, interval, database, json).update();
  }

  static void resume(Connection connection, String database) throws SQLException {
    Sql.of(connection, RESUME, database).update();
  }

  static void pause(Connection connection, String database, String by) throws SQLException {
    Sql.of(connection, PAUSE, by, database).update();
  }

  /// Databases whose cycle is due, the longest waiting first.
  static List<String> due(Connection connection) throws SQLException {
    return Sql.of(connection, DUE).list(row -> row.getString("database"));
  }

  static List<String> page(Connection connection, String after, int limit) throws SQLException {
    return Sql.of(connection, PAGE, after, limit).list(row -> row.getString("database"));
  }

  static void cycled(Connection connection, String database, List<MaintenanceWarning> warnings)
      throws SQLException {
    Sql.of(connection, CYCLED, Json.write(warnings), database).update();
  }

  static void failed(Connection connection, String database, String problem) throws SQLException {
    Sql.of(connection, FAILED, problem, database).update();
  }

  static void maintained(Connection connection, String database, boolean index)
      throws SQLException {
    Sql.of(connection, MAINTAINED, index ? 1L : 0L, database).update();
  }
}

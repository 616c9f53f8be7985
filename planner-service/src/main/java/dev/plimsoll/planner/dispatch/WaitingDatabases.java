package dev.plimsoll.planner.dispatch;

import dev.plimsoll.contracts.database.CredentialReference;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.contracts.plan.MaintenanceWindow;
import dev.plimsoll.planner.admission.AdmissionGate;
import dev.plimsoll.planner.admission.ReplicaLimits;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Databases with builds that could be sent, given room.
final class WaitingDatabases {
  // `snapshot` changes with every input of a decision except time.
  private static final String WAITING =
      """
      SELECT d.name, d.host, d.port, d.database_name, d.user_name, d.ssl_mode, d.credential,
             d.window_opens, d.window_millis, d.window_zone, l.replica_lag_bytes,
             l.replica_lag_seconds, l.ignored_replicas,
             (SELECT sum(o.generation) FROM load_lines o WHERE o.server = l.server) || ' ' || count(*) || ' '
               || coalesce((SELECT string_agg(h.lane || h.slot, ' ' ORDER BY h.lane, h.slot)
                            FROM slots h WHERE h.build_id IS NULL), '') AS standing
      FROM builds b
      JOIN plans p ON p.id = b.plan_id AND p.state IN ('APPROVED', 'RUNNING')
      JOIN databases d ON d.name = b.database AND d.paused_by IS NULL
      JOIN load_lines l ON l.database = b.database
      WHERE b.state = 'PLANNED' AND b.not_before <= clock_timestamp() AND b.paused_by IS NULL
      GROUP BY d.name, l.database
      ORDER BY d.name
      """;

  private WaitingDatabases() {}

  /// @param question null where its row cannot be read, which concerns only that database
  record Waiting(
      String database,
      AdmissionGate.@Nullable Question question,
      String snapshot,
      @Nullable RuntimeException unreadable) {}

  static List<Waiting> read(Connection connection) throws SQLException {
    return Sql.of(connection, WAITING).list(WaitingDatabases::waiting);
  }

  private static Waiting waiting(ResultSet row) throws SQLException {
    String database = row.getString("name");
    String snapshot = row.getString("standing");
    try {
      return new Waiting(database, question(row), snapshot, null);
    } catch (RuntimeException e) {
      return new Waiting(database, null, snapshot, e);
    }
  }

  private static AdmissionGate.Question question(ResultSet row) throws SQLException {
    return new AdmissionGate.Question(
        row.getString("name"),
        new DatabaseAddress(
            row.getString("host"),
            row.getInt("port"),
            row.getString("database_name"),
            row.getString("user_name"),
            SslMode.of(row.getString("ssl_mode")),
            new CredentialReference(row.getString("credential"))),
        null,
        window(row),
        new ReplicaLimits(
            row.getLong("replica_lag_bytes"),
            Duration.ofSeconds(row.getLong("replica_lag_seconds")),
            Set.of((String[]) row.getArray("ignored_replicas").getArray())));
  }

  private static @Nullable MaintenanceWindow window(ResultSet row) throws SQLException {
    @Nullable LocalTime opens = row.getObject("window_opens", LocalTime.class);
    @Nullable String zone = row.getString("window_zone");
    return opens == null || zone == null
        ? null
        : new MaintenanceWindow(
            opens, Duration.ofMillis(row.getLong("window_millis")), ZoneId.of(zone));
  }
}

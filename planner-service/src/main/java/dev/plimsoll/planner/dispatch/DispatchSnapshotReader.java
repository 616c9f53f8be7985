package dev.plimsoll.planner.dispatch;

import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.database.RegisteredDatabase;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.Capacity.CapacityLimits;
import dev.plimsoll.contracts.plan.Capacity.ReplicaLag;
import dev.plimsoll.contracts.plan.LaneThresholds;
import dev.plimsoll.planner.dispatch.DispatchSnapshot.Candidate;
import dev.plimsoll.planner.dispatch.DispatchSnapshot.Flight;
import dev.plimsoll.planner.observation.ObservationLog;
import dev.plimsoll.planning.schedule.Machine;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reader of dispatch snapshots. Locking the server's load lines is a statement of its own, so that
/// later reads are no older than the lock.
///
/// @param machineFactor how much slower databases are than the reference machine
public record DispatchSnapshotReader(double machineFactor) {
  private static final String LOCK =
      """
      WITH lines AS (
        SELECT o.database FROM load_lines l JOIN load_lines o ON o.server = l.server
        WHERE l.database = ?
      ),
      locked AS (
        SELECT database FROM load_lines WHERE database IN (SELECT database FROM lines)
        ORDER BY database FOR UPDATE SKIP LOCKED
      )
      SELECT (SELECT count(*) FROM locked) = (SELECT count(*) FROM lines)
      """;

  // The strategy counts this database's builds in flight itself. Usage of the server's other
  // databases, and of the disk, is subtracted here. Where they leave too little for any build,
  // there is nothing to decide.
  private static final String LINE =
      """
      SELECT d.revision, d.lane_large, d.lane_medium, d.server_workers, d.min_parallel_scan_bytes,
             greatest(1, (l.milli_cores - o.milli_cores) / 1000) AS cores,
             l.memory_bytes - o.memory_bytes AS memory_bytes,
             greatest(0, l.parallel_workers - o.parallel_workers) AS parallel_workers,
             greatest(1, l.temporary_bytes - o.temporary_bytes) AS temporary_bytes,
             l.disk_bytes - o.disk_bytes - l.used_disk_bytes
               + (SELECT coalesce(sum(b.disk_bytes), 0) FROM builds b
                  WHERE b.database = l.database AND b.state IN ('DISPATCHED', 'RUNNING'))
               AS disk_bytes,
             CASE WHEN l.wal_bytes_per_second = 0 THEN 0
                  ELSE greatest(1, l.wal_bytes_per_second - o.wal_bytes_per_second)
             END AS wal_bytes_per_second,
             l.disk_bytes_per_second, l.replica_lag_bytes, l.concurrent_builds
      FROM load_lines l JOIN databases d ON d.name = l.database,
           LATERAL (SELECT coalesce(sum(o.used_milli_cores), 0)::bigint AS milli_cores,
                           coalesce(sum(o.used_memory_bytes), 0)::bigint AS memory_bytes,
                           coalesce(sum(o.used_parallel_workers), 0)::int AS parallel_workers,
                           coalesce(sum(o.used_temporary_bytes), 0)::bigint AS temporary_bytes,
                           coalesce(sum(o.used_disk_bytes), 0)::bigint AS disk_bytes,
                           coalesce(sum(o.used_wal_bytes_per_second), 0)::bigint
                             AS wal_bytes_per_second
                    FROM load_lines o JOIN databases r ON r.name = o.database
                    WHERE o.server = l.server AND o.database <> l.database
                      AND r.removed_at IS NULL) o
      WHERE l.database = ?
        AND (o.memory_bytes = 0
             OR l.memory_bytes - o.memory_bytes >= least(l.memory_bytes, 67108864))
      """;

  private static final String SLOTS =
      """
      SELECT h.lane, count(*) FILTER (WHERE b.id IS NULL OR b.database = ?) AS slots
      FROM slots h LEFT JOIN builds b ON b.id = h.build_id
      GROUP BY h.lane
      """;

  private static final String BUILDS =
      """
      SELECT b.id, p.strategy, p.created_at, b.state = 'PLANNED' AS waits, b.attempt, b.priority,
             b.sorted, b.asleep_milli_cores > 0 AS asleep, b.planned, b.sizing, b.blocked_by,
             b.paused_by IS NOT NULL OR p.state = 'PAUSED' OR b.not_before > clock_timestamp()
               AS held,
             (extract(epoch FROM clock_timestamp() - b.dispatched_at) * 1000)::bigint AS since
      FROM builds b JOIN plans p ON p.id = b.plan_id
      WHERE b.database = ?
        AND (b.state IN ('DISPATCHED', 'RUNNING')
             OR b.state = 'PLANNED' AND p.state IN ('APPROVED', 'RUNNING', 'PAUSED'))
      ORDER BY p.created_at, b.number, b.id
      """;

  private static final String SUCCEEDED =
      "SELECT id FROM builds WHERE id = ANY (?) AND state = 'SUCCEEDED'";

  /// Locks all lines of its server, which share its resources. Returns false where another planner
  /// has one of them.
  static boolean lock(Connection connection, String database) throws SQLException {
    return Sql.of(connection, LOCK, database).first(row -> row.getBoolean(1)).orElse(false);
  }

  /// @return null where it is no longer registered, or other databases of its server leave it
  ///     nothing
  public @Nullable DispatchSnapshot read(Connection connection, String database)
      throws SQLException {
    List<Candidate> builds =
        Sql.of(connection, BUILDS, database).list(DispatchSnapshotReader::build);
    return Sql.of(connection, LINE, database)
        .first(
            row ->
                new DispatchSnapshot(
                    new RegisteredDatabase(database, row.getLong("revision")),
                    machine(row, slots(connection, database)),
                    ObservationLog.read(connection, database).costs(machineFactor),
                    builds,
                    succeeded(connection, builds)))
        .orElse(null);
  }

  private static Machine machine(ResultSet row, Map<Lane, Integer> slots) throws SQLException {
    Capacity capacity =
        new Capacity(
            row.getInt("cores"),
            row.getLong("memory_bytes"),
            row.getInt("parallel_workers"),
            row.getLong("temporary_bytes"),
            Math.max(1, row.getLong("disk_bytes")),
            new CapacityLimits(
                row.getLong("wal_bytes_per_second"),
                row.getLong("disk_bytes_per_second"),
                row.getInt("concurrent_builds"),
                new ReplicaLag(row.getLong("replica_lag_bytes"), 0, List.of())));
    return new Machine(
        capacity,
        new LaneThresholds(row.getDouble("lane_large"), row.getDouble("lane_medium")),
        slots,
        row.getInt("server_workers"),
        row.getLong("min_parallel_scan_bytes"));
  }

  private static Map<Lane, Integer> slots(Connection connection, String database)
      throws SQLException {
    return Sql.of(connection, SLOTS, database)
        .map(row -> Lane.valueOf(row.getString("lane")), row -> row.getInt("slots"));
  }

  private static Candidate build(ResultSet row) throws SQLException {
    return new Candidate(
        row.getObject("id", UUID.class),
        row.getString("strategy"),
        Columns.instant(row, "created_at"),
        row.getInt("attempt"),
        row.getInt("priority"),
        row.getBoolean("held"),
        SizedBuild.read(row.getString("planned"), row.getString("sizing")),
        Columns.uuids(row, "blocked_by"),
        row.getBoolean("waits")
            ? null
            : new Flight(
                Duration.ofMillis(Math.max(0, row.getLong("since"))),
                row.getBoolean("sorted"),
                row.getBoolean("asleep")));
  }

  private static Set<UUID> succeeded(Connection connection, List<Candidate> builds)
      throws SQLException {
    UUID[] needed =
        builds.stream()
            .flatMap(build -> build.blockedBy().stream())
            .distinct()
            .toArray(UUID[]::new);
    return needed.length == 0
        ? Set.of()
        : Set.copyOf(
            Sql.of(connection, SUCCEEDED, (Object) needed)
                .list(row -> row.getObject("id", UUID.class)));
  }
}

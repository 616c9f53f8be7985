package dev.plimsoll.planner.dispatch;

import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.PlannedBuild;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A free berth and the next build that fits there and on its load line, taken in one statement.
///
/// The load line's row is the ledger and the lock: of several planners only one claims for a
/// database at a time, the others pass on. Since the row itself holds what is in use, whoever gets
/// its lock reads the present figures, however old the statement's snapshot is. Build and berth are
/// checked again as they are locked. That two builds of one table are never in flight, the unique
/// index `builds_one_in_flight` guards in the end.
///
/// @param attempt 1 or more
record Claim(UUID buildId, int attempt, Lane lane, int berth, PlannedBuild planned) {

  // "line" is in use by nobody, or has room. A build that needs more cores than the whole line has
  // (after a change of capacity) goes when nothing else runs: cores are shared, not exhausted.
  private static final String CLAIM =
      """
      WITH line AS MATERIALIZED (
        SELECT * FROM load_lines WHERE database = ? FOR UPDATE SKIP LOCKED
      ),
      next AS MATERIALIZED (
        SELECT b.id, b.lane, h.berth, b.milli_cores, b.memory_bytes, b.parallel_workers,
               b.temporary_bytes, b.disk_bytes
        FROM line l
        JOIN builds b ON b.database = l.database
        JOIN berths h ON h.lane = b.lane
        WHERE b.state = 'PLANNED'
          AND b.not_before <= clock_timestamp()
          AND h.build_id IS NULL
          AND (l.used_milli_cores + b.milli_cores <= l.milli_cores OR l.used_milli_cores = 0)
          AND l.used_memory_bytes + b.memory_bytes <= l.memory_bytes
          AND l.used_parallel_workers + b.parallel_workers <= l.parallel_workers
          AND l.used_temporary_bytes + b.temporary_bytes <= l.temporary_bytes
          AND l.used_disk_bytes + b.disk_bytes <= l.disk_bytes
          AND NOT EXISTS (SELECT FROM builds o
                          WHERE o.database = b.database AND o.table_schema = b.table_schema
                            AND o.table_name = b.table_name
                            AND o.state IN ('DISPATCHED', 'RUNNING'))
        ORDER BY b.predicted_millis DESC, b.id, h.berth
        LIMIT 1
        FOR UPDATE OF b, h SKIP LOCKED
      ),
      taken AS (
        UPDATE builds b SET
          state = 'DISPATCHED', attempt = b.attempt + 1, sequence = -1, berth = next.berth,
          phase = 'sent', fraction = 0, dispatched_at = clock_timestamp(), started_at = NULL
        FROM next WHERE b.id = next.id
        RETURNING b.id, b.attempt, b.lane, b.berth, b.planned
      ),
      moored AS (
        UPDATE berths h SET build_id = next.id
        FROM next WHERE h.lane = next.lane AND h.berth = next.berth AND h.build_id IS NULL
        RETURNING 1
      ),
      charged AS (
        UPDATE load_lines l SET
          used_milli_cores = l.used_milli_cores + next.milli_cores,
          used_memory_bytes = l.used_memory_bytes + next.memory_bytes,
          used_parallel_workers = l.used_parallel_workers + next.parallel_workers,
          used_temporary_bytes = l.used_temporary_bytes + next.temporary_bytes,
          used_disk_bytes = l.used_disk_bytes + next.disk_bytes
        FROM next WHERE l.database = ?
        RETURNING 1
      )
      SELECT taken.*, (SELECT count(*) FROM moored) AS moored,
             (SELECT count(*) FROM charged) AS charged, (SELECT count(*) FROM next) AS wanted
      FROM (SELECT 1) AS always LEFT JOIN taken ON true
      """;

  /// In the caller's transaction, which must roll back when this throws.
  ///
  /// @return null where nothing waits, nothing fits, or another planner is at it
  /// @throws IllegalStateException when the three rows did not change together; some releases of
  ///     PostgreSQL (18.0, 18.1) lose rows in statements that lock and update at once
  static @Nullable Claim next(Connection connection, String database) throws SQLException {
    try (PreparedStatement claim = connection.prepareStatement(CLAIM)) {
      claim.setString(1, database);
      claim.setString(2, database);
      try (ResultSet row = claim.executeQuery()) {
        row.next();
        long wanted = row.getLong("wanted");
        @Nullable UUID id = row.getObject("id", UUID.class);
        if (wanted != row.getLong("moored")
            || wanted != row.getLong("charged")
            || wanted != (id == null ? 0 : 1)) {
          throw new IllegalStateException("a claim changed one of its rows without the others");
        }
        return id == null
            ? null
            : new Claim(
                id,
                row.getInt("attempt"),
                Lane.valueOf(row.getString("lane")),
                row.getInt("berth"),
                Json.read(row.getString("planned"), PlannedBuild.class));
      }
    }
  }
}

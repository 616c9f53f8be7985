package dev.plimsoll.planner.dispatch;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.contracts.plan.PlannedBuild.Allocation;
import dev.plimsoll.planner.admission.Volumes;
import dev.plimsoll.planner.dispatch.NextBuilds.Choice;
import dev.plimsoll.planner.loadline.LedgerHistory;
import dev.plimsoll.planner.loadline.Resources;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Claim of a chosen build and a free slot of its lane, in one statement, if the load line has room
/// and every rule allows it.
///
/// The load lines of a server are ledger and lock: one planner at a time claims for a server,
/// others pass on. [DispatchSnapshotReader#lock] has locked them in an earlier statement, so that
/// this one reads current values. Build and slot are checked again when locked. The unique index
/// `builds_one_in_flight` finally guarantees one build of a table in flight.
///
/// @param traceparent of who asked for it; null for none
record BuildClaim(
    UUID buildId, int attempt, int slot, PlannedBuild planned, @Nullable String traceparent) {

  // Cores and the WAL rate are shared, not exhausted: a build that needs more than the whole line
  // is charged all of it, and starts when no other takes any.
  private static final String CLAIM =
      """
      WITH wanted (id, attempt, lane, milli_cores, memory_bytes, parallel_workers, temporary_bytes,
                   disk_bytes, wal_bytes_per_second, predicted_millis, planned, disk_free,
                   temporary_free) AS (
        VALUES (?::uuid, ?::int, ?::text, ?::bigint, ?::bigint, ?::int, ?::bigint,
                ?::bigint, ?::bigint, ?::bigint, ?::text, ?::bigint, ?::bigint)
      ),
      line AS MATERIALIZED (
        SELECT * FROM load_lines WHERE database = ? FOR UPDATE SKIP LOCKED
      ),
      -- All lines of the server are locked by an earlier statement: nobody changes them meanwhile.
      used AS MATERIALIZED (
        SELECT u.* FROM server_lines u JOIN line ON u.database = line.database
      ),
      -- What is in flight on that server, and which of it in the very same database.
      flying AS MATERIALIZED (
        SELECT o.table_schema, o.table_name, o.alone, o.disk_bytes, o.temporary_bytes,
               od.database_name
        FROM builds o
        JOIN load_lines ol ON ol.database = o.database
        JOIN line ON line.server = ol.server
        JOIN databases od ON od.name = o.database
        WHERE o.state IN ('DISPATCHED', 'RUNNING')
      ),
      next AS MATERIALIZED (
        SELECT b.id, b.plan_id, h.lane, h.slot, w.memory_bytes, w.parallel_workers,
               w.temporary_bytes, w.disk_bytes, w.predicted_millis, w.planned, b.kept_bytes,
               least(w.milli_cores, l.milli_cores) AS milli_cores,
               CASE WHEN l.wal_bytes_per_second = 0 THEN 0
                    ELSE least(w.wal_bytes_per_second, l.wal_bytes_per_second)
               END AS wal_bytes_per_second
        FROM line l
        JOIN used u ON u.database = l.database
        JOIN databases d ON d.name = l.database AND d.paused_by IS NULL
        JOIN builds b ON b.database = l.database
        JOIN wanted w ON w.id = b.id AND w.attempt = b.attempt
        JOIN plans p ON p.id = b.plan_id AND p.state IN ('APPROVED', 'RUNNING')
        JOIN slots h ON h.lane = w.lane
        WHERE b.state = 'PLANNED'
          AND b.not_before <= clock_timestamp()
          AND b.paused_by IS NULL
          AND h.build_id IS NULL
          AND u.used_milli_cores + least(w.milli_cores, l.milli_cores) <= l.milli_cores
          AND u.used_memory_bytes + w.memory_bytes <= l.memory_bytes
          AND u.used_parallel_workers + w.parallel_workers <= l.parallel_workers
          AND u.used_temporary_bytes + w.temporary_bytes <= l.temporary_bytes
          AND u.used_disk_bytes + w.disk_bytes - b.kept_bytes <= l.disk_bytes
          AND (l.wal_bytes_per_second = 0
               OR u.used_wal_bytes_per_second
                  + least(w.wal_bytes_per_second, l.wal_bytes_per_second)
                  <= l.wal_bytes_per_second)
          AND (l.concurrent_builds = 0
               OR l.concurrent_builds > (SELECT count(*) FROM flying))
          -- On one volume the two add up; temporary_free is then without a limit of its own.
          AND w.disk_bytes
              + CASE WHEN w.temporary_free IS NULL THEN w.temporary_bytes ELSE 0 END
              + (SELECT coalesce(sum(o.disk_bytes + CASE WHEN w.temporary_free IS NULL
                                                    THEN o.temporary_bytes ELSE 0 END), 0)
                 FROM flying o)
              <= w.disk_free
          AND (w.temporary_free IS NULL
               OR w.temporary_bytes
                  + (SELECT coalesce(sum(o.temporary_bytes), 0) FROM flying o)
                  <= w.temporary_free)
          AND NOT EXISTS (SELECT FROM flying o
                          WHERE o.database_name = d.database_name
                            AND (o.alone OR b.alone
                                 OR o.table_schema = b.table_schema
                                    AND o.table_name = b.table_name))
          AND NOT EXISTS (SELECT FROM unnest(b.blocked_by) AS needed (id)
                          WHERE NOT EXISTS (SELECT FROM builds o
                                            WHERE o.id = needed.id AND o.state = 'SUCCEEDED'))
        ORDER BY h.slot
        LIMIT 1
        FOR UPDATE OF b, h SKIP LOCKED
      ),
      taken AS (
        UPDATE builds b SET
          state = 'DISPATCHED', attempt = b.attempt + 1, sequence = -1, lane = next.lane,
          slot = next.slot, milli_cores = next.milli_cores, memory_bytes = next.memory_bytes,
          parallel_workers = next.parallel_workers, temporary_bytes = next.temporary_bytes,
          disk_bytes = next.disk_bytes, wal_bytes_per_second = next.wal_bytes_per_second,
          predicted_millis = next.predicted_millis, planned = next.planned, sorted = false,
          kept_bytes = 0, asleep_milli_cores = 0, phase = 'sent', fraction = 0,
          dispatched_at = clock_timestamp(), heard_at = clock_timestamp(), started_at = NULL
        FROM next WHERE b.id = next.id
        RETURNING b.id, b.attempt, b.slot, b.traceparent
      ),
      begun AS (
        UPDATE plans p SET state = 'RUNNING'
        FROM next WHERE p.id = next.plan_id AND p.state = 'APPROVED'
      ),
      moored AS (
        UPDATE slots h SET build_id = next.id
        FROM next WHERE h.lane = next.lane AND h.slot = next.slot AND h.build_id IS NULL
        RETURNING 1
      ),
      charged AS (
        UPDATE load_lines l SET
          used_milli_cores = l.used_milli_cores + next.milli_cores,
          used_memory_bytes = l.used_memory_bytes + next.memory_bytes,
          used_parallel_workers = l.used_parallel_workers + next.parallel_workers,
          used_temporary_bytes = l.used_temporary_bytes + next.temporary_bytes,
          used_disk_bytes = l.used_disk_bytes + next.disk_bytes - next.kept_bytes,
          used_wal_bytes_per_second = l.used_wal_bytes_per_second + next.wal_bytes_per_second,
          generation = l.generation + 1
        FROM next WHERE l.database = ?
        RETURNING l.*
      ),
      written AS (
        %1$s
        SELECT l.database, taken.id, taken.attempt, 'CLAIM', next.milli_cores, next.memory_bytes,
               next.parallel_workers, next.temporary_bytes, next.disk_bytes - next.kept_bytes,
               next.wal_bytes_per_second, %2$s
        FROM charged l, taken, next
        RETURNING 1
      )
      SELECT taken.*, (SELECT count(*) FROM moored) AS moored,
             (SELECT count(*) FROM charged) AS charged, (SELECT count(*) FROM written) AS written,
             (SELECT count(*) FROM next) AS wanted
      FROM (SELECT 1) AS always LEFT JOIN taken ON true
      """
          .formatted(LedgerHistory.ENTER, LedgerHistory.AFTER);

  /// Runs in the caller's transaction, which must roll back when this throws.
  ///
  /// @param free of the volumes that it would write to
  /// @return null where it does not fit, may not start, or another planner claims
  /// @throws IllegalStateException when the rows did not change together; PostgreSQL 18.0 and 18.1
  ///     lose rows in statements that lock and update at once
  static @Nullable BuildClaim take(
      Connection connection, String database, Choice choice, Volumes.Free free)
      throws SQLException {
    PlannedBuild planned = choice.sized().planned();
    Allocation allocation = planned.allocation();
    Resources charge = choice.charge();
    return Sql.of(
            connection,
            CLAIM,
            choice.build().id(),
            choice.build().attempt(),
            allocation.lane(),
            charge.milliCores(),
            charge.memoryBytes(),
            charge.parallelWorkers(),
            charge.temporaryBytes(),
            charge.diskBytes(),
            charge.walBytesPerSecond(),
            allocation.predictedMillis(),
            Json.write(planned),
            free.index(),
            free.shared() ? null : free.temporary(),
            database,
            database)
        .one(row -> Optional.ofNullable(claim(row, planned)))
        .orElse(null);
  }

  private static @Nullable BuildClaim claim(ResultSet row, PlannedBuild planned)
      throws SQLException {
    long wanted = row.getLong("wanted");
    @Nullable UUID id = row.getObject("id", UUID.class);
    if (wanted != row.getLong("moored")
        || wanted != row.getLong("charged")
        || wanted != row.getLong("written")
        || wanted != (id == null ? 0 : 1)) {
      throw new IllegalStateException("a claim changed one of its rows without the others");
    }
    return id == null
        ? null
        : new BuildClaim(
            id, row.getInt("attempt"), row.getInt("slot"), planned, row.getString("traceparent"));
  }
}

package dev.plimsoll.builder.progress;

import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a session of the target is doing right now, read from another one.
///
/// @param create its CREATE INDEX, where it runs one
/// @param workers parallel workers that it has at this moment
/// @param running how long its current statement has taken, by the target's clock
/// @param temporaryBytes on disk now; -1 where the role may not look
/// @param waitsFor kind of lock that it waits for, for example `relation`; null where for none
/// @param blockers who it waits for; empty when it does not wait for a lock
public record BackendActivity(
    @Nullable CreateProgress create,
    int workers,
    Duration running,
    long temporaryBytes,
    @Nullable String waitsFor,
    List<Blocker> blockers) {

  /// A row of `pg_stat_progress_create_index`.
  ///
  /// @param blocksDone of `blocksTotal`; both 0 in phases that do not count blocks
  /// @param tuplesDone of `tuplesTotal`; both 0 in phases that do not count tuples
  public record CreateProgress(
      String phase, long blocksDone, long blocksTotal, long tuplesDone, long tuplesTotal) {}

  private static final String VIRTUAL_TRANSACTION = "virtualxid";

  private static final String READ =
      """
      SELECT p.phase, p.blocks_done, p.blocks_total, p.tuples_done, p.tuples_total,
        (SELECT count(*) FROM pg_stat_activity w WHERE w.leader_pid = a.pid) AS workers,
        extract(epoch FROM clock_timestamp() - a.query_start) AS running,
        CASE WHEN a.wait_event_type = 'Lock' THEN a.wait_event END AS waits_for
      FROM pg_stat_activity a
      LEFT JOIN pg_stat_progress_create_index p ON p.pid = a.pid
      WHERE a.pid = ?
      """;

  // A prepared transaction blocks as session 0, which no row of pg_stat_activity has.
  private static final String BLOCKERS =
      "SELECT x.pid, "
          + Blocker.COLUMNS
          + """
          FROM unnest(pg_blocking_pids(CAST(? AS int))) WITH ORDINALITY AS x(pid, n)
          LEFT JOIN pg_stat_activity b ON b.pid = x.pid
          ORDER BY x.n
          """;

  /// Null when there is no such session any more.
  ///
  /// @param temporary how its temporary files are looked at
  public static @Nullable BackendActivity read(
      Connection connection, int pid, TemporaryFiles temporary) throws SQLException {
    return Sql.of(connection, READ, pid)
        .first(row -> of(row, connection, pid, temporary))
        .orElse(null);
  }

  private static BackendActivity of(
      ResultSet row, Connection connection, int pid, TemporaryFiles temporary) throws SQLException {
    @Nullable String phase = row.getString("phase");
    @Nullable String waitsFor = row.getString("waits_for");
    return new BackendActivity(
        phase == null
            ? null
            : new CreateProgress(
                phase,
                row.getLong("blocks_done"),
                row.getLong("blocks_total"),
                row.getLong("tuples_done"),
                row.getLong("tuples_total")),
        row.getInt("workers"),
        Duration.ofMillis((long) (row.getDouble("running") * 1000)),
        phase == null ? -1 : temporary.bytes(connection, pid),
        waitsFor,
        waitsFor == null ? List.of() : Blocker.read(connection, BLOCKERS, pid));
  }

  /// What it waits for; null where it does not wait.
  public @Nullable String blocker() {
    if (blockers.isEmpty()) {
      return null;
    }
    String what = "";
    if (VIRTUAL_TRANSACTION.equals(waitsFor)) {
      // CREATE INDEX CONCURRENTLY waits until nobody can miss the index any more.
      what =
          create != null && create.phase().equals("waiting for old snapshots")
              ? "the end of the old snapshot of "
              : "the end of the transaction of ";
    } else if (waitsFor != null) {
      what = "the " + waitsFor + " lock of ";
    }
    return what + Blocker.sentence(blockers);
  }
}

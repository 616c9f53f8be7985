package dev.plimsoll.builder.progress;

import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Activity of a target's session, read from another one.
///
/// @param create its CREATE INDEX, if any
/// @param workers current parallel workers
/// @param running time of its statement, by the target's clock
/// @param temporaryBytes on disk now; -1 where the role may not look
/// @param waitsFor lock type, for example `relation`; null without a wait
/// @param blockers sessions it waits for
public record BackendActivity(
    @Nullable CreateProgress create,
    int workers,
    Duration running,
    long temporaryBytes,
    @Nullable String waitsFor,
    List<Blocker> blockers) {

  /// Row of `pg_stat_progress_create_index`. Counters are 0 in phases without them.
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

  // A prepared transaction blocks as session 0, which pg_stat_activity lacks.
  private static final String BLOCKERS =
      "SELECT x.pid, "
          + Blocker.COLUMNS
          + """
          FROM unnest(pg_blocking_pids(CAST(? AS int))) WITH ORDINALITY AS x(pid, n)
          LEFT JOIN pg_stat_activity b ON b.pid = x.pid
          ORDER BY x.n
          """;

  private static final String MAY_LOOK_AT_FILES =
      """
      SELECT has_function_privilege('pg_catalog.pg_ls_dir(text,boolean,boolean)', 'EXECUTE')
        AND has_function_privilege('pg_catalog.pg_stat_file(text,boolean)', 'EXECUTE')
      """;

  // Files `pgsql_tmp<pid>.<n>`, and folders `pgsql_tmp<pid>.<n>.fileset` shared with workers, in
  // base or in the tablespaces of temp_tablespaces. A folder that is gone by now is no error.
  private static final String TEMPORARY_BYTES =
      """
      WITH places AS (
        SELECT 'base/pgsql_tmp' AS path
        UNION ALL
        SELECT 'pg_tblspc/' || t.oid || '/' || v.name || '/pgsql_tmp'
        FROM pg_tablespace t, pg_ls_dir('pg_tblspc/' || t.oid, true, false) AS v(name)
        WHERE t.spcname NOT IN ('pg_default', 'pg_global')
      ), found AS (
        SELECT p.path || '/' || f.name AS path
        FROM places p, pg_ls_dir(p.path, true, false) AS f(name)
        WHERE starts_with(f.name, 'pgsql_tmp' || CAST(? AS text) || '.')
      ), files AS (
        SELECT path FROM found WHERE path !~ '\\.fileset$'
        UNION ALL
        SELECT d.path || '/' || f.name
        FROM found d, pg_ls_dir(d.path, true, false) AS f(name)
        WHERE d.path ~ '\\.fileset$'
      )
      SELECT coalesce(sum((pg_stat_file(path, true)).size), 0) FROM files
      """;

  /// Reader of activities by one connection, whose rights to look at files are read once.
  public static final class Reader {
    private final Connection connection;
    private @Nullable Boolean mayLookAtFiles;

    public Reader(Connection connection) {
      this.connection = connection;
    }

    Connection connection() {
      return connection;
    }

    /// Null when the session is gone.
    public @Nullable BackendActivity read(int pid) throws SQLException {
      return Sql.of(connection, READ, pid).first(row -> activity(row, pid)).orElse(null);
    }

    private BackendActivity activity(ResultSet row, int pid) throws SQLException {
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
          phase == null ? -1 : temporaryBytes(pid),
          waitsFor,
          waitsFor == null ? List.of() : Blocker.read(connection, BLOCKERS, pid));
    }

    private long temporaryBytes(int pid) throws SQLException {
      if (mayLookAtFiles == null) {
        mayLookAtFiles = Sql.of(connection, MAY_LOOK_AT_FILES).one(row -> row.getBoolean(1));
      }
      if (!mayLookAtFiles) {
        return -1;
      }
      return Sql.of(connection, TEMPORARY_BYTES, Integer.toString(pid)).one(row -> row.getLong(1));
    }
  }

  /// Who blocks it, in words; null without a wait.
  public @Nullable String blocker() {
    if (blockers.isEmpty()) {
      return null;
    }
    String what = "";
    if (VIRTUAL_TRANSACTION.equals(waitsFor)) {
      // CREATE INDEX CONCURRENTLY waits until every transaction can see the index.
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

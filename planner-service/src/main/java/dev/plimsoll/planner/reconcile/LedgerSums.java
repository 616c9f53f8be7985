package dev.plimsoll.planner.reconcile;

import dev.plimsoll.planner.loadline.LedgerHistory;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.SQLException;
import java.util.List;
import org.jboss.logging.Logger;

/// Repair of load lines that differ from their builds and maintenance, and of slots whose build
/// is not in flight. Neither should happen; a row changed by hand is enough.
record LedgerSums(Transactions transactions) {
  private static final Logger LOG = Logger.getLogger(LedgerSums.class);

  private static final String LINES = "SELECT database FROM load_lines ORDER BY database";

  // Ends and claims change line and build under this lock.
  private static final String LOCK =
      "SELECT 1 FROM load_lines WHERE database = ? FOR UPDATE SKIP LOCKED";

  private static final String MEND =
      """
      WITH truth AS MATERIALIZED (
        SELECT coalesce(sum(milli_cores) FILTER (WHERE flies), 0)::bigint AS milli_cores,
               coalesce(sum(memory_bytes) FILTER (WHERE flies), 0)::bigint AS memory_bytes,
               coalesce(sum(parallel_workers) FILTER (WHERE flies), 0)::int AS parallel_workers,
               coalesce(sum(temporary_bytes) FILTER (WHERE flies), 0)::bigint AS temporary_bytes,
               coalesce(sum(CASE WHEN flies THEN disk_bytes ELSE kept_bytes END), 0)::bigint
                 AS disk_bytes,
               coalesce(sum(wal_bytes_per_second) FILTER (WHERE flies), 0)::bigint
                 AS wal_bytes_per_second
        FROM (SELECT b.milli_cores, b.memory_bytes, b.parallel_workers, b.temporary_bytes,
                     b.disk_bytes, b.kept_bytes, b.wal_bytes_per_second,
                     b.state IN ('DISPATCHED', 'RUNNING') AS flies
              FROM builds b
              WHERE b.database = ?
                AND (b.state IN ('DISPATCHED', 'RUNNING') OR b.kept_bytes > 0)
              UNION ALL
              SELECT m.milli_cores, m.memory_bytes, 0, m.temporary_bytes, m.disk_bytes, 0, 0, true
              FROM maintenance_actions m WHERE m.database = ? AND m.charged) b
      ),
      before AS MATERIALIZED (SELECT * FROM load_lines WHERE database = ?),
      mended AS (
        UPDATE load_lines l SET
          used_milli_cores = t.milli_cores, used_memory_bytes = t.memory_bytes,
          used_parallel_workers = t.parallel_workers, used_temporary_bytes = t.temporary_bytes,
          used_disk_bytes = t.disk_bytes, used_wal_bytes_per_second = t.wal_bytes_per_second,
          generation = l.generation + 1
        FROM truth t, before
        WHERE l.database = before.database
          AND (l.used_milli_cores, l.used_memory_bytes, l.used_parallel_workers,
               l.used_temporary_bytes, l.used_disk_bytes, l.used_wal_bytes_per_second)
              IS DISTINCT FROM
              (t.milli_cores, t.memory_bytes, t.parallel_workers, t.temporary_bytes, t.disk_bytes,
               t.wal_bytes_per_second)
        RETURNING l.*
      )
      %1$s
      SELECT l.database, '00000000-0000-0000-0000-000000000000', 0, 'MENDED',
             l.used_milli_cores - b.used_milli_cores, l.used_memory_bytes - b.used_memory_bytes,
             l.used_parallel_workers - b.used_parallel_workers,
             l.used_temporary_bytes - b.used_temporary_bytes,
             l.used_disk_bytes - b.used_disk_bytes,
             l.used_wal_bytes_per_second - b.used_wal_bytes_per_second,
             %2$s
      FROM mended l JOIN before b ON b.database = l.database
      """
          .formatted(LedgerHistory.ENTER, LedgerHistory.AFTER);

  private static final String FREE_SLOTS =
      """
      UPDATE slots h SET build_id = NULL
      FROM builds b
      WHERE b.id = h.build_id AND b.state NOT IN ('DISPATCHED', 'RUNNING')
      """;

  /// @return whether anything was repaired
  boolean mend() throws SQLException {
    boolean mended = false;
    List<String> databases =
        transactions.statements(
            connection -> Sql.of(connection, LINES).list(row -> row.getString("database")));
    for (String database : databases) {
      if (mend(database)) {
        LOG.warnf("database=%s its load line did not fit its builds, and was mended", database);
        mended = true;
      }
    }
    int slots = transactions.statements(connection -> Sql.of(connection, FREE_SLOTS).update());
    if (slots > 0) {
      LOG.warnf("%d slots were held by builds that have ended, and were freed", slots);
    }
    return mended || slots > 0;
  }

  /// Two statements: the second reads no older data than the lock.
  private boolean mend(String database) throws SQLException {
    return transactions.run(
        connection ->
            Sql.of(connection, LOCK, database).exists()
                && Sql.of(connection, MEND, database, database, database).updateAny());
  }
}

package dev.plimsoll.sync.schedule;

import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.sync.config.SyncConfig;
import dev.plimsoll.sync.database.SyncDatabase;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/// Pruning of extracts and loads that are no longer needed, with all their rows in this service's
/// database. Objects in the bucket stay.
///
/// One process at a time prunes. A step is one transaction over some extracts, so a kill loses
/// none or all of them.
@Singleton
public final class Pruner {
  private static final Logger LOG = Logger.getLogger(Pruner.class);

  // Takes some tenths of a second, so that nobody waits long for its locks.
  private static final int ROWS_AT_A_TIME = 10_000;

  private static final String TAKE_TURN =
      "SELECT pg_try_advisory_xact_lock(hashtextextended('plimsoll.sync.prune', 0))";

  // A table is still needed if it runs or waits; may be retried; is the base of the next
  // increment; has an open commit to Iceberg or an analysis in the history; or ended a short while
  // ago or after the last sweep. An increment that was followed by a later one cannot be retried.
  // A failed table of no schedule is given up in the end, unless it may have left rows in its
  // target.
  private static final String WANTED =
      """
      SELECT FROM extract_table t
      CROSS JOIN LATERAL (
        SELECT t.state = 'FAILED' AND (
          t.read_tasks > 0
            AND jsonb_typeof(t.definition -> 'increment') IS NOT DISTINCT FROM 'object'
            AND NOT EXISTS (SELECT FROM watermark w WHERE w.holder = t.id)
          OR x.schedule IS NULL AND NOT t.target_prepared) AS over) f
      LEFT JOIN iceberg_commit i ON i.table_id = t.id
      WHERE t.extract_id = x.id
        AND (NOT (f.over OR t.state =
               CASE WHEN x.target IS NULL THEN 'EXTRACTED' ELSE 'LOADED' END)
          OR t.deletes_open
          OR t.ended_at IS NULL
          OR t.ended_at >= clock_timestamp() - make_interval(secs => x.age)
          OR t.ended_at + make_interval(secs => 2 * ? + 10) >= x.swept_at
          OR EXISTS (SELECT FROM watermark w WHERE w.holder = t.id)
          OR EXISTS (SELECT FROM table_analysis a WHERE a.table_id = t.id)
          OR i.state IN ('COMMITTING', 'FAILED')
          OR i.state = 'WAITING' AND NOT f.over)
      """;

  // The oldest first, at least one, and about as many rows as a transaction should delete.
  private static final String UNWANTED =
      """
      SELECT p.id FROM (
        SELECT x.id, x.started_at, w.weight,
               sum(w.weight) OVER (ORDER BY x.started_at, x.id) AS weight_so_far
        FROM (
          SELECT e.*,
                 CASE WHEN e.schedule IS NULL THEN ?::float8 ELSE ?::float8 END AS age,
                 row_number() OVER (
                   PARTITION BY e.schedule ORDER BY e.started_at DESC, e.id) AS place
          FROM extract e
          WHERE NOT EXISTS (
            SELECT FROM schedule_run r WHERE r.extract_id = e.id AND r.state = 'RUNNING')) x
        CROSS JOIN LATERAL (
          SELECT coalesce(sum(1 + t.read_tasks + t.objects), 0) AS weight
          FROM extract_table t WHERE t.extract_id = x.id) w
        WHERE (x.schedule IS NULL OR x.place > ?) AND x.swept_at IS NOT NULL
          AND x.started_at < clock_timestamp() - make_interval(secs => x.age)
          AND NOT EXISTS (SELECT FROM extract l WHERE l.loads = x.id)
          AND NOT EXISTS (
            SELECT FROM receipt c WHERE c.extract_id = x.id AND c.state = 'RUNNING')
          AND NOT EXISTS (%s)) p
      WHERE p.weight_so_far - p.weight < ?
      ORDER BY p.started_at, p.id
      """
          .formatted(WANTED);

  // A transaction that starts to need one waits for these locks, and then finds it gone.
  private static final String LOCK_EXTRACTS =
      "SELECT FROM extract WHERE id = ANY(?) ORDER BY id FOR UPDATE";
  private static final String LOCK_TABLES =
      "SELECT FROM extract_table WHERE extract_id = ANY(?) ORDER BY id FOR UPDATE";

  // In the order of foreign keys.
  private static final List<String> OF_TABLES =
      List.of(
          "redshift_load",
          "iceberg_commit",
          "lineage_run",
          "table_receipt",
          "table_receipt_failure",
          "block_range",
          "batch",
          "read_task",
          "generation");
  private static final List<String> OF_EXTRACTS = List.of("receipt", "schedule_run");

  // Topics of loaded tables only; others have other readers.
  private static final String END_TOPICS =
      """
      INSERT INTO ended_topic (topic)
      SELECT t.log_topic FROM extract_table t JOIN extract e ON e.id = t.extract_id
      WHERE t.extract_id = ANY(?) AND e.target IS NOT NULL AND e.loads IS NULL
        AND NOT t.log_topic_ended
      ON CONFLICT DO NOTHING
      """;

  private static final String DELETE_OF_TABLES =
      """
      DELETE FROM %s
      WHERE table_id = ANY (SELECT id FROM extract_table WHERE extract_id = ANY(?))
      """;
  private static final String DELETE_OF_EXTRACTS = "DELETE FROM %s WHERE extract_id = ANY(?)";
  private static final String DELETE_TABLES = "DELETE FROM extract_table WHERE extract_id = ANY(?)";
  private static final String DELETE_EXTRACTS = "DELETE FROM extract WHERE id = ANY(?)";

  // Runs that could not be started.
  private static final String DELETE_UNSTARTED =
      """
      DELETE FROM schedule_run
      WHERE id IN (
        SELECT r.id FROM (
          SELECT id, extract_id, ended_at,
                 row_number() OVER (PARTITION BY schedule ORDER BY number DESC) AS place
          FROM schedule_run WHERE state IN ('DONE', 'FAILED')) r
        WHERE r.extract_id IS NULL AND r.place > ?
          AND r.ended_at < clock_timestamp() - make_interval(secs => ?)
        LIMIT ?)
      """;

  private final SyncDatabase database;
  private final SyncConfig config;
  private final SyncConfig.Keep keep;
  private final PeriodicWork work;

  public Pruner(SyncDatabase database, SyncConfig config) {
    this.database = database;
    this.config = config;
    this.keep = config.schedules().keep();
    this.work =
        PeriodicWork.every("prune", keep.interval())
            .afterAnInterval()
            .runsWhileMore(() -> step() > 0);
  }

  void start(@Observes StartupEvent event) {
    work.start();
  }

  void stop(@Observes ShutdownEvent event) {
    work.close();
  }

  /// Deletes some extracts, and runs that could not be started. Returns how many; 0 also while
  /// another process prunes.
  int step() {
    return database.ask(
        connection -> {
          if (!Sql.of(connection, TAKE_TURN).<Boolean>one(row -> row.getBoolean(1))) {
            return 0;
          }
          int unstarted =
              Sql.of(connection, DELETE_UNSTARTED, keep.runs(), keep.age(), ROWS_AT_A_TIME)
                  .update();
          List<UUID> extracts = new ArrayList<>(unwanted(connection));
          if (!extracts.isEmpty()) {
            // From here on no other transaction begins to need them.
            Object ids = extracts.toArray(UUID[]::new);
            Sql.of(connection, LOCK_EXTRACTS, ids).exists();
            Sql.of(connection, LOCK_TABLES, ids).exists();
            // This second look finds those that were needed before the locks.
            extracts.retainAll(unwanted(connection));
            remove(connection, extracts);
          }
          if (unstarted + extracts.size() > 0) {
            LOG.infof("pruned: extracts=%d unstarted-runs=%d", extracts.size(), unstarted);
          }
          return unstarted + extracts.size();
        });
  }

  /// Unneeded extracts, the oldest first: as many as a step deletes, at least one if there is any.
  private List<UUID> unwanted(Connection connection) throws SQLException {
    return Sql.of(
            connection,
            UNWANTED,
            config.keepExtracts(),
            keep.age(),
            keep.runs(),
            config.sweep().age(),
            ROWS_AT_A_TIME)
        .list(row -> row.getObject("id", UUID.class));
  }

  /// Deletes locked extracts with all their rows, and ends their log topics.
  static void remove(Connection connection, List<UUID> extracts) throws SQLException {
    Object ids = extracts.toArray(UUID[]::new);
    Sql.of(connection, END_TOPICS, ids).update();
    for (String table : OF_TABLES) {
      Sql.of(connection, DELETE_OF_TABLES.formatted(table), ids).update();
    }
    for (String table : OF_EXTRACTS) {
      Sql.of(connection, DELETE_OF_EXTRACTS.formatted(table), ids).update();
    }
    Sql.of(connection, DELETE_TABLES, ids).update();
    Sql.of(connection, DELETE_EXTRACTS, ids).update();
  }
}

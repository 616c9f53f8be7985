package dev.plimsoll.planner.retention;

import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.planner.config.PlannerConfig;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/// Periodic deletion of old rows: flows of tables, planned loads, superseded drafts, load line
/// changes, unused observations. Applied plans go with their builds, long after the last one ended.
/// Several planners may do so at once.
@ApplicationScoped
public class RowRetention {
  private static final Logger LOG = Logger.getLogger(RowRetention.class);
  private static final Duration INTERVAL = Duration.ofHours(1);

  /// Rows of one statement, which limits lock times.
  private static final int AT_A_TIME = 10_000;

  /// Each may have thousands of builds.
  private static final int PLANS_AT_A_TIME = 50;

  /// Kinds of rows, each with a DELETE by age and number of rows.
  private enum Kind {
    FLOWS(
        "flows of tables",
        """
        WITH gone AS (
          SELECT extract_id, table_schema, table_name FROM table_flows
          WHERE updated_at < clock_timestamp() - make_interval(secs => ?)
          ORDER BY updated_at LIMIT ? FOR UPDATE SKIP LOCKED
        ),
        partitions AS (
          DELETE FROM log_partitions p USING gone
          WHERE p.extract_prefix = left(gone.extract_id::text, 8)
            AND p.table_text = gone.table_schema || '.' || gone.table_name
        )
        DELETE FROM table_flows WHERE (extract_id, table_schema, table_name) IN (
          SELECT extract_id, table_schema, table_name FROM gone)
        """),
    LOADS(
        "loads",
        """
        DELETE FROM loads WHERE (extract_id, table_schema, table_name) IN (
          SELECT extract_id, table_schema, table_name FROM loads
          WHERE done AND not_before < clock_timestamp() - make_interval(secs => ?)
          LIMIT ? FOR UPDATE SKIP LOCKED)
        """),
    DRAFTS(
        "drafts",
        """
        DELETE FROM plans WHERE id IN (
          SELECT id FROM plans p
          WHERE state = 'SUPERSEDED' AND created_at < clock_timestamp() - make_interval(secs => ?)
            AND NOT EXISTS (SELECT FROM builds b WHERE b.plan_id = p.id)
          LIMIT ? FOR UPDATE SKIP LOCKED)
        """),
    // A build with bytes on disk backs its load line, unless its database was removed. A retry
    // changes the plan's state, and so finds it here or keeps it.
    APPLIED_PLANS(
        "applied plans",
        """
        DELETE FROM plans WHERE id IN (
          SELECT p.id FROM plans p JOIN databases d ON d.name = p.database
          CROSS JOIN LATERAL (SELECT clock_timestamp() - make_interval(secs => ?) AS before) t
          WHERE p.state IN ('DONE', 'FAILED', 'CANCELLED') AND p.created_at < t.before
            AND NOT EXISTS (
              SELECT FROM builds b
              WHERE b.plan_id = p.id
                AND (b.state NOT IN ('SUCCEEDED', 'FAILED', 'CANCELLED')
                  OR coalesce(b.ended_at, b.created_at) >= t.before
                  OR b.kept_bytes > 0 AND d.removed_at IS NULL
                  OR EXISTS (SELECT FROM slots h WHERE h.build_id = b.id)
                  OR EXISTS (SELECT FROM builds w
                             WHERE w.ended_at IS NULL AND w.plan_id <> p.id
                               AND b.id = ANY (w.blocked_by))))
          ORDER BY p.created_at LIMIT ? FOR UPDATE OF p SKIP LOCKED)
        """),
    OBSERVATIONS(
        "observations",
        """
        DELETE FROM observations WHERE id IN (
          SELECT id FROM (
            SELECT id, seen_at, row_number() OVER (PARTITION BY database ORDER BY id DESC) AS place
            FROM observations) o
          WHERE seen_at < clock_timestamp() - make_interval(secs => ?) AND place > 1000
          LIMIT ?)
        """),
    REGISTRATIONS(
        "changes of registrations",
        """
        DELETE FROM database_changes WHERE id IN (
          SELECT id FROM (
            SELECT id, at, row_number() OVER (PARTITION BY database ORDER BY id DESC) AS place
            FROM database_changes) c
          WHERE at < clock_timestamp() - make_interval(secs => ?) AND place > 100
          LIMIT ?)
        """),
    // Each is some 100 kB; what an attempt has left in its database is cleared away first.
    ANALYSES(
        "analyses",
        """
        DELETE FROM analyses WHERE id IN (
          SELECT a.id FROM (
            SELECT id, database, state, scratch, asked_at,
                   row_number() OVER (PARTITION BY database ORDER BY asked_at DESC) AS place
            FROM analyses) a JOIN databases d ON d.name = a.database
          WHERE a.state <> 'RUNNING' AND (a.scratch = '{}' OR d.removed_at IS NOT NULL)
            AND (a.place > 50 OR a.asked_at < clock_timestamp() - make_interval(secs => ?))
          LIMIT ?)
        """),
    RECOMMENDATIONS(
        "recommendations",
        """
        DELETE FROM recommendations WHERE id IN (
          SELECT r.id FROM (
            SELECT id, database, state, seen_at, built_at, look_at,
                   row_number() OVER (PARTITION BY database ORDER BY seen_at DESC) AS place
            FROM recommendations) r JOIN databases d ON d.name = r.database
          WHERE (r.look_at IS NULL OR d.removed_at IS NOT NULL)
            AND (r.place > 5000
              OR greatest(r.seen_at, r.built_at) < clock_timestamp() - make_interval(secs => ?))
          LIMIT ?)
        """),
    // What somebody has dismissed goes last.
    FINDINGS(
        "findings",
        """
        DELETE FROM findings WHERE id IN (
          SELECT f.id FROM (
            SELECT id, database, seen_at,
                   row_number() OVER (PARTITION BY database
                                      ORDER BY state = 'DISMISSED' DESC, seen_at DESC) AS place
            FROM findings) f JOIN databases d ON d.name = f.database
          WHERE d.removed_at IS NOT NULL OR f.place > 20000
            OR f.seen_at < clock_timestamp() - make_interval(secs => ?)
          LIMIT ?)
        """),
    LOAD_LINES(
        "changes of load lines",
        """
        DELETE FROM ledger_history WHERE id IN (
          SELECT id FROM ledger_history WHERE at < clock_timestamp() - make_interval(secs => ?)
          ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED)
        """);

    private final String words;
    private final String sql;

    Kind(String words, String sql) {
      this.words = words;
      this.sql = sql;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  private final Transactions transactions;
  private final Duration kept;
  private final Duration keptBuilds;
  private final PeriodicWork work =
      PeriodicWork.every("retention", INTERVAL).afterAnInterval().runs(this::round);

  public RowRetention(DataSource dataSource, PlannerConfig config) {
    this.transactions = new Transactions(dataSource);
    this.kept = config.kept();
    this.keptBuilds = config.keptBuilds();
  }

  public void start() {
    work.start();
  }

  public void stop() {
    work.close();
  }

  /// A kind that fails does not stop the others.
  private void round() throws Exception {
    work.each(EnumSet.allOf(Kind.class), this::delete);
  }

  private void delete(Kind kind) throws SQLException {
    boolean applied = kind == Kind.APPLIED_PLANS;
    int atATime = applied ? PLANS_AT_A_TIME : AT_A_TIME;
    long all = 0;
    long some;
    do {
      some =
          transactions.statements(
              connection ->
                  Sql.of(connection, kind.sql, applied ? keptBuilds : kept, atATime).update());
      all += some;
    } while (some == atATime && !Thread.currentThread().isInterrupted());
    if (all > 0) {
      LOG.infof("event=retention.deleted what=%s count=%d", kind, all);
    }
  }

  /// Deletes without waiting for the next round.
  public void now() throws SQLException {
    for (Kind kind : Kind.values()) {
      delete(kind);
    }
  }
}

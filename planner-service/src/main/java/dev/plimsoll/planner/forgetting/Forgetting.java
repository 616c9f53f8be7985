package dev.plimsoll.planner.forgetting;

import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.planner.database.PlannerConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/// Forgets, now and then, what grows with every load and every plan and is only looked at for a
/// while: how far tables have come, loads that have their plan, drafts that a newer one has
/// superseded, and changes of load lines. Plans that were applied and their builds stay. Several
/// planners may do so at once.
@ApplicationScoped
public class Forgetting {
  private static final Logger LOG = Logger.getLogger(Forgetting.class);
  private static final Duration INTERVAL = Duration.ofHours(1);

  /// Rows of a statement, so that nobody waits for long behind it.
  private static final int AT_A_TIME = 10_000;

  private static final Map<String, String> WHAT = what();

  private final DataSource dataSource;
  private final Duration kept;
  private final PeriodicWork work =
      PeriodicWork.every("forgetting", INTERVAL).afterAnInterval().runs(this::round);

  public Forgetting(DataSource dataSource, PlannerConfig config) {
    this.dataSource = dataSource;
    this.kept = config.kept();
  }

  private static Map<String, String> what() {
    Map<String, String> what = new LinkedHashMap<>();
    what.put(
        "flows of tables",
        """
        WITH gone AS (
          DELETE FROM table_flows WHERE (extract_id, table_schema, table_name) IN (
            SELECT extract_id, table_schema, table_name FROM table_flows
            WHERE updated_at < clock_timestamp() - ?::interval
            ORDER BY updated_at LIMIT ? FOR UPDATE SKIP LOCKED)
          RETURNING left(extract_id::text, 8) AS prefix, table_schema || '.' || table_name AS name
        ),
        partitions AS (
          DELETE FROM log_partitions p USING gone
          WHERE p.extract_prefix = gone.prefix AND p.table_text = gone.name
        )
        SELECT count(*) FROM gone
        """);
    what.put(
        "loads",
        """
        WITH gone AS (
          DELETE FROM loads WHERE (extract_id, table_schema, table_name) IN (
            SELECT extract_id, table_schema, table_name FROM loads
            WHERE done AND not_before < clock_timestamp() - ?::interval
            LIMIT ? FOR UPDATE SKIP LOCKED)
          RETURNING 1
        )
        SELECT count(*) FROM gone
        """);
    what.put(
        "drafts",
        """
        WITH gone AS (
          DELETE FROM plans WHERE id IN (
            SELECT id FROM plans p
            WHERE state = 'SUPERSEDED' AND created_at < clock_timestamp() - ?::interval
              AND NOT EXISTS (SELECT FROM builds b WHERE b.plan_id = p.id)
            LIMIT ? FOR UPDATE SKIP LOCKED)
          RETURNING 1
        )
        SELECT count(*) FROM gone
        """);
    what.put(
        "changes of load lines",
        """
        WITH gone AS (
          DELETE FROM ledger_history WHERE id IN (
            SELECT id FROM ledger_history WHERE at < clock_timestamp() - ?::interval
            ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED)
          RETURNING 1
        )
        SELECT count(*) FROM gone
        """);
    return what;
  }

  public void start() {
    work.start();
  }

  public void stop() {
    work.close();
  }

  /// Each by itself: one that cannot be forgotten keeps none of the others.
  private void round() throws Exception {
    work.each(WHAT.keySet(), this::forget);
  }

  /// All that is old of one kind.
  void forget(String what) throws SQLException {
    String sql = Objects.requireNonNull(WHAT.get(what));
    long all = 0;
    long some;
    do {
      some = forgetSome(sql);
      all += some;
    } while (some == AT_A_TIME && !Thread.currentThread().isInterrupted());
    if (all > 0) {
      LOG.infof("event=forgotten what=%s count=%d", what, all);
    }
  }

  private long forgetSome(String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, kept.toMillis() + " milliseconds");
      statement.setInt(2, AT_A_TIME);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /// For whoever does not wait for the next round.
  public void now() throws SQLException {
    for (String what : WHAT.keySet()) {
      forget(what);
    }
  }
}

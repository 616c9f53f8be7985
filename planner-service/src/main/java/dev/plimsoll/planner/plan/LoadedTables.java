package dev.plimsoll.planner.plan;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.SyncEvent;
import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.planner.database.DatabaseEntity;
import dev.plimsoll.planner.database.Databases;
import dev.plimsoll.planner.dispatch.DispatchLoop;
import dev.plimsoll.planner.plan.PlanMaker.LoadedTable;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.tracing.LogIds;
import dev.plimsoll.tracing.TraceParent;
import dev.plimsoll.tracing.Traced;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.hibernate.Session;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Ended loads that are to be followed by builds. Each is stored first, so that a database that is
/// down gets its plan later. They are planned one after the other.
@ApplicationScoped
public class LoadedTables {
  private static final Logger LOG = Logger.getLogger(LoadedTables.class);

  // For retries; an ended load wakes the loop.
  private static final Duration INTERVAL = Duration.ofSeconds(2);

  // Discovery of a large database under load.
  private static final Duration MAY_TAKE = Duration.ofMinutes(15);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

  private static final String REMEMBER =
      """
      INSERT INTO loads
        (extract_id, table_schema, table_name, database, source_key, rows_loaded, traceparent)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING
      """;

  // The row stays locked until its plan is stored: one planner takes it, and its death releases the
  // lock.
  private static final String NEXT =
      """
      SELECT extract_id, table_schema, table_name, database, source_key, rows_loaded, traceparent
      FROM loads WHERE NOT done AND not_before <= clock_timestamp()
      ORDER BY not_before LIMIT 1
      FOR UPDATE SKIP LOCKED
      """;

  private static final String DONE =
      """
      UPDATE loads SET done = true, plan_id = ?, error = NULL
      WHERE extract_id = ? AND table_schema = ? AND table_name = ?
      """;

  private static final String FORGET =
      """
      UPDATE loads SET done = true, error = ?
      WHERE extract_id = ? AND table_schema = ? AND table_name = ?
      """;

  // 1 s, doubled each time up to a minute, without end.
  private static final String LATER =
      """
      UPDATE loads SET attempts = attempts + 1, error = ?,
        not_before = clock_timestamp() + least(60, 2 ^ least(attempts, 6)) * interval '1 second'
      WHERE extract_id = ? AND table_schema = ? AND table_name = ?
      """;

  private final Databases databases;
  private final PlanMaker maker;
  private final DispatchLoop dispatch;
  private final Session entities;
  private final PeriodicWork loop;

  public LoadedTables(
      Databases databases, PlanMaker maker, DispatchLoop dispatch, Session entities) {
    this.databases = databases;
    this.maker = maker;
    this.dispatch = dispatch;
    this.entities = entities;
    this.loop =
        PeriodicWork.every("load-planner", INTERVAL)
            .mayTake(MAY_TAKE)
            .lettingRoundsEnd(STOP_WITHIN)
            .runsWhileMore(this::planNext);
  }

  public void start() {
    loop.start();
  }

  /// Call after a load has ended.
  public void wake() {
    loop.wake();
  }

  /// Ends after the current round, before the connection pool closes.
  public void stop() {
    loop.close();
  }

  private record Load(
      UUID extract, String database, LoadedTable table, @Nullable String traceparent) {}

  /// Stores a load whose database has `buildOnLoad`, in the caller's transaction. Returns whether
  /// there is something to plan.
  public boolean remember(SyncEvent.TableLoaded loaded) {
    DatabaseEntity database = databases.registered(loaded.database());
    if (database == null || !database.buildOnLoad()) {
      return false;
    }
    return entities.doReturningWork(
        connection ->
            Sql.of(
                    connection,
                    REMEMBER,
                    loaded.extractId(),
                    loaded.target().schema(),
                    loaded.target().name(),
                    loaded.database(),
                    loaded.sourceKey().toArray(String[]::new),
                    loaded.counters().rowsLoaded(),
                    TraceParent.current())
                .updateAny());
  }

  private boolean planNext() {
    boolean planned = tryNext();
    if (planned) {
      dispatch.wake();
    }
    return planned;
  }

  private boolean tryNext() {
    Load[] taken = new Load[1];
    try {
      return QuarkusTransaction.requiringNew()
          .call(
              () -> {
                Load load =
                    entities
                        .doReturningWork(
                            connection -> Sql.of(connection, NEXT).first(LoadedTables::load))
                        .orElse(null);
                if (load == null) {
                  return false;
                }
                taken[0] = load;
                plan(load);
                return true;
              });
    } catch (RuntimeException e) {
      Load load = taken[0];
      if (load == null) {
        throw e;
      }
      PlimsollException known = known(e);
      String reason =
          known == null
              ? String.valueOf(e.getMessage())
              : known.code().value() + ": " + known.getMessage();
      boolean removed = known != null && known.code() == ErrorCode.NOT_FOUND;
      LOG.warnf(
          "%s in %s cannot be planned%s: %s",
          load.table().table(), load.database(), removed ? "" : " yet", reason);
      QuarkusTransaction.requiringNew().run(() -> change(removed ? FORGET : LATER, reason, load));
      return true;
    }
  }

  private void plan(Load load) {
    try (Traced _ =
        Traced.stored("plan after a load", load.traceparent())
            .id(LogIds.EXTRACT, load.extract())
            .id(LogIds.TABLE, load.table().table())) {
      UUID plan = maker.planAndApprove(load.database(), load.table());
      change(DONE, plan, load);
      LOG.infof("planned after the load of %s into %s", load.table().table(), load.database());
    }
  }

  private static Load load(ResultSet row) throws SQLException {
    return new Load(
        row.getObject("extract_id", UUID.class),
        row.getString("database"),
        new LoadedTable(
            new QualifiedName(row.getString("table_schema"), row.getString("table_name")),
            Columns.texts(row, "source_key"),
            row.getLong("rows_loaded")),
        row.getString("traceparent"));
  }

  /// @param what id of its plan, or why it has none
  private void change(String statement, Object what, Load load) {
    entities.flush();
    QualifiedName table = load.table().table();
    entities.doWork(
        connection ->
            Sql.of(connection, statement, what, load.extract(), table.schema(), table.name())
                .update());
  }

  private static @Nullable PlimsollException known(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof PlimsollException known) {
        return known;
      }
    }
    return null;
  }
}

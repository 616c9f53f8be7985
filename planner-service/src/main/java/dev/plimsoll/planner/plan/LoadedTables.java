package dev.plimsoll.planner.plan;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.SyncEvent;
import dev.plimsoll.planner.database.DatabaseEntity;
import dev.plimsoll.planner.database.Databases;
import dev.plimsoll.planner.plan.PlanMaker.LoadedTable;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.query.MutationQuery;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Loads that have ended and are to be followed by builds. Each is remembered before anything is
/// done about it, so that a database that is away just now gets its plan later.
@ApplicationScoped
public class LoadedTables {
  private static final Logger LOG = Logger.getLogger(LoadedTables.class);

  private static final String REMEMBER =
      """
      INSERT INTO loads (extract_id, table_schema, table_name, database, source_key, rows_loaded)
      VALUES (:extract, :schema, :table, :database, :key, :rows)
      ON CONFLICT DO NOTHING
      """;

  // The row stays locked until its plan is stored: of several planners one takes it, and if that
  // one
  // dies the lock goes with it.
  private static final String NEXT =
      """
      SELECT extract_id, table_schema, table_name, database, source_key, rows_loaded
      FROM loads WHERE NOT done AND not_before <= clock_timestamp()
      ORDER BY not_before LIMIT 1
      FOR UPDATE SKIP LOCKED
      """;

  private static final String DONE =
      """
      UPDATE loads SET done = true, plan_id = :plan, error = NULL
      WHERE extract_id = :extract AND table_schema = :schema AND table_name = :table
      """;

  private static final String FORGET =
      """
      UPDATE loads SET done = true, error = :error
      WHERE extract_id = :extract AND table_schema = :schema AND table_name = :table
      """;

  // 1 s, doubled each time, at most a minute, for ever.
  private static final String LATER =
      """
      UPDATE loads SET attempts = attempts + 1, error = :error,
        not_before = clock_timestamp() + least(60, 2 ^ least(attempts, 6)) * interval '1 second'
      WHERE extract_id = :extract AND table_schema = :schema AND table_name = :table
      """;

  private final Databases databases;
  private final PlanMaker maker;
  private final Session entities;

  public LoadedTables(Databases databases, PlanMaker maker, Session entities) {
    this.databases = databases;
    this.maker = maker;
    this.entities = entities;
  }

  private record Load(UUID extract, String database, LoadedTable table) {}

  /// Remembers a load whose database is registered with `buildOnLoad`; in the caller's transaction.
  ///
  /// @return whether there is something to plan
  public boolean remember(SyncEvent.TableLoaded loaded) {
    DatabaseEntity database = databases.registered(loaded.database());
    if (database == null || !database.buildOnLoad()) {
      return false;
    }
    return entities
            .createNativeMutationQuery(REMEMBER)
            .setParameter("extract", loaded.extractId())
            .setParameter("schema", loaded.target().schema())
            .setParameter("table", loaded.target().name())
            .setParameter("database", loaded.database())
            .setParameter("key", loaded.sourceKey().toArray(String[]::new))
            .setParameter("rows", loaded.counters().rowsLoaded())
            .executeUpdate()
        > 0;
  }

  /// Plans for the load that has waited longest.
  ///
  /// @return whether there was one
  public boolean planNext() {
    Load[] taken = new Load[1];
    try {
      return QuarkusTransaction.requiringNew()
          .call(
              () -> {
                Load load = next();
                if (load == null) {
                  return false;
                }
                taken[0] = load;
                UUID plan = maker.planAndApprove(load.database(), load.table());
                at(DONE, load).setParameter("plan", plan).executeUpdate();
                LOG.infof(
                    "planned after the load of %s into %s", load.table().table(), load.database());
                return true;
              });
    } catch (RuntimeException e) {
      Load load = taken[0];
      if (load == null) {
        throw e;
      }
      String reason = reason(e);
      boolean removed = isNotFound(e);
      LOG.warnf(
          "%s in %s cannot be planned%s: %s",
          load.table().table(), load.database(), removed ? "" : " yet", reason);
      QuarkusTransaction.requiringNew()
          .run(
              () ->
                  at(removed ? FORGET : LATER, load).setParameter("error", reason).executeUpdate());
      return true;
    }
  }

  private @Nullable Load next() {
    List<Object[]> rows = entities.createNativeQuery(NEXT, Object[].class).getResultList();
    if (rows.isEmpty()) {
      return null;
    }
    Object[] row = rows.getFirst();
    return new Load(
        (UUID) row[0],
        (String) row[3],
        new LoadedTable(
            new QualifiedName((String) row[1], (String) row[2]),
            List.of((String[]) row[4]),
            ((Number) row[5]).longValue()));
  }

  private MutationQuery at(String statement, Load load) {
    return entities
        .createNativeMutationQuery(statement)
        .setParameter("extract", load.extract())
        .setParameter("schema", load.table().table().schema())
        .setParameter("table", load.table().table().name());
  }

  /// Its database is no longer registered.
  private static boolean isNotFound(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof PlimsollException known) {
        return known.code() == ErrorCode.NOT_FOUND;
      }
    }
    return false;
  }

  private static String reason(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof PlimsollException known) {
        return known.code().value() + ": " + known.getMessage();
      }
    }
    return String.valueOf(e.getMessage());
  }
}

package dev.plimsoll.planner.plan;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planner.database.DatabaseEntity;
import dev.plimsoll.planning.plan.IndexPlanner;
import dev.plimsoll.planning.plan.PlanningRequest;
import dev.plimsoll.postgres.catalog.CatalogReader;
import dev.plimsoll.postgres.catalog.CatalogScope;
import dev.plimsoll.postgres.catalog.ColumnFacts;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.postgres.index.IndexTrial;
import dev.plimsoll.postgres.index.IndexTrial.Verdict;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Reader of a plan's facts from its database: its catalog, samples of its rows, and how PostgreSQL
/// understands the wanted definitions.
@ApplicationScoped
public class PlanFacts {
  private static final Logger LOG = Logger.getLogger(PlanFacts.class);
  private static final String APPLICATION = "plimsoll-planner";

  private static final String TABLES =
      """
      SELECT n.nspname, c.relname, pn.nspname, p.relname
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN LATERAL pg_partition_ancestors(c.oid) AS a (id) ON a.id <> c.oid
      LEFT JOIN pg_catalog.pg_class p ON p.oid = a.id
      LEFT JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
      WHERE c.relkind IN ('r', 'p', 'm', 'v', 'f') AND n.nspname !~ '^pg_'
        AND n.nspname <> 'information_schema' AND c.relpersistence <> 't'
      """;

  // Sessions of a plan, at most; fewer where builds may have fewer cores.
  private static final int MOST_SESSIONS = 4;

  // The builder tries again, so that waiting is not worth it.
  private static final Duration TRIAL_LOCK = Duration.ofMillis(200);
  private static final Duration ALL_TRIALS = Duration.ofSeconds(5);

  // Longer than the largest catalog takes to read. Loads of all databases are planned in turn: one
  // whose server is frozen must not keep the others waiting.
  private static final Duration SILENCE = Duration.ofMinutes(5);

  private final PostgresConnections connector;

  public PlanFacts(PostgresConnections connector) {
    this.connector = connector.answeringWithin(SILENCE);
  }

  /// Correction of catalog facts.
  interface Better extends UnaryOperator<DatabaseFacts> {}

  /// Reads with samples of all keys that the request sizes.
  ///
  /// @param look whether to look for NULLs and duplicates in unique keys
  /// @throws PlimsollException why it could not be read
  DatabaseFacts read(
      DatabaseEntity database,
      CatalogScope scope,
      PlanningRequest request,
      Better better,
      boolean look) {
    return reading(
        database,
        connection -> {
          DatabaseFacts read = better.apply(CatalogReader.read(connection, scope));
          ParallelSessions sessions =
              new ParallelSessions(
                  connection,
                  () -> connector.open(database.address(), APPLICATION),
                  Math.clamp(request.capacity().cores(), 1, MOST_SESSIONS));
          return new RowSampling(tried(sessions, read, request), request, look).take(sessions);
        });
  }

  private <T> T reading(DatabaseEntity database, Transactions.Work<T> work) {
    try (Connection connection = connector.open(database.address(), APPLICATION)) {
      return work.run(connection);
    } catch (SQLException e) {
      throw new PlimsollException(
          ErrorCode.CONNECTION_LOST, "the connection broke: " + e.getMessage(), e);
    }
  }

  /// All tables that a rule may name, each with the partitioned tables above it.
  ///
  /// @throws PlimsollException why they could not be read
  Map<QualifiedName, List<QualifiedName>> tables(DatabaseEntity database) {
    Map<QualifiedName, List<QualifiedName>> tables = new HashMap<>();
    reading(database, connection -> Sql.of(connection, TABLES).list(PlanFacts::member))
        .forEach(
            member -> {
              List<QualifiedName> ancestors =
                  tables.computeIfAbsent(member.table(), _ -> new ArrayList<>());
              if (member.of() != null) {
                ancestors.add(member.of());
              }
            });
    return tables;
  }

  /// @param of a partitioned table above it; null for none
  private record Member(QualifiedName table, @Nullable QualifiedName of) {}

  private static Member member(ResultSet row) throws SQLException {
    QualifiedName table = new QualifiedName(row.getString(1), row.getString(2));
    @Nullable String of = row.getString(4);
    return new Member(table, of == null ? null : new QualifiedName(row.getString(3), of));
  }

  /// Reads the catalog alone.
  ///
  /// @throws PlimsollException why it could not be read
  DatabaseFacts read(DatabaseEntity database, Collection<QualifiedName> tables) {
    return reading(database, connection -> CatalogReader.read(connection, CatalogScope.of(tables)));
  }

  private record Trial(QualifiedName table, IndexDefinition definition) {}

  private record Tried(Trial trial, Verdict verdict) {}

  /// Facts with trials of definitions: how PostgreSQL understands them, and whether it can build
  /// them. Definitions on ordinary columns need none.
  private static DatabaseFacts tried(
      ParallelSessions sessions, DatabaseFacts facts, PlanningRequest request) throws SQLException {
    Map<QualifiedName, Set<IndexDefinition>> wanted =
        new TreeMap<>(IndexPlanner.definitions(facts, request));
    Map<QualifiedName, Set<String>> unordered =
        ColumnFacts.unordered(sessions.first(), wanted.keySet());
    List<Trial> trials = new ArrayList<>();
    wanted.forEach(
        (table, definitions) ->
            definitions.stream()
                .filter(one -> isDoubtful(one, unordered.getOrDefault(table, Set.of())))
                .forEach(one -> trials.add(new Trial(table, one))));
    long until = System.nanoTime() + ALL_TRIALS.toNanos();
    Map<QualifiedName, Map<IndexDefinition, Verdict>> verdicts = new HashMap<>();
    for (Tried tried :
        sessions.ask(
            trials, (connection, trial) -> new Tried(trial, verdict(connection, trial, until)))) {
      verdicts
          .computeIfAbsent(tried.trial.table, _ -> new HashMap<>())
          .put(tried.trial.definition, tried.verdict);
    }
    return facts.withVerdicts(verdicts);
  }

  private static boolean isDoubtful(IndexDefinition definition, Set<String> unordered) {
    return !definition.isPlain()
        || definition.nullsNotDistinct()
        || !definition.storageParameters().isEmpty()
        || !definition.tablespace().isEmpty()
        || definition.columns().stream().anyMatch(unordered::contains);
  }

  /// Untried where the table is gone or locked exclusively.
  private static Verdict verdict(Connection connection, Trial trial, long until)
      throws SQLException {
    if (System.nanoTime() - until > 0) {
      return new Verdict.Untried();
    }
    try {
      return IndexTrial.of(connection, trial.table, trial.definition, TRIAL_LOCK);
    } catch (SQLException e) {
      if (!connection.isValid(1)) {
        throw e;
      }
      LOG.debugf(e, "%s was not asked about %s", trial.table, trial.definition);
      return new Verdict.Untried();
    }
  }
}

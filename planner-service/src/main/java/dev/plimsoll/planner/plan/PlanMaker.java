package dev.plimsoll.planner.plan;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planner.build.BuildEntity;
import dev.plimsoll.planner.build.Builds;
import dev.plimsoll.planner.database.DatabaseEntity;
import dev.plimsoll.planner.database.Databases;
import dev.plimsoll.planner.database.PlannerConfig;
import dev.plimsoll.planning.discovery.TablePattern;
import dev.plimsoll.planning.plan.IndexPlanner;
import dev.plimsoll.planning.plan.PlanRequest;
import dev.plimsoll.planning.plan.Proposal;
import dev.plimsoll.planning.sizing.BuildCosts;
import dev.plimsoll.postgres.catalog.CatalogReader;
import dev.plimsoll.postgres.catalog.CatalogScope;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.TableFacts;
import dev.plimsoll.postgres.catalog.TableSampler;
import dev.plimsoll.postgres.connection.PostgresConnector;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads a database's facts, plans, and stores plan and builds in one transaction.
@ApplicationScoped
public class PlanMaker {
  private static final String APPLICATION = "plimsoll-planner";

  // Two plans of one database at once would each miss the other's builds.
  private static final String ONE_AT_A_TIME =
      "SELECT 1 FROM databases WHERE name = :database FOR UPDATE";

  private final Databases databases;
  private final Plans plans;
  private final Builds builds;
  private final PostgresConnector connector;
  private final PlannerConfig config;
  private final EntityManager entities;
  private final Clock clock;

  public PlanMaker(
      Databases databases,
      Plans plans,
      Builds builds,
      PostgresConnector connector,
      PlannerConfig config,
      EntityManager entities,
      Clock clock) {
    this.databases = databases;
    this.plans = plans;
    this.builds = builds;
    this.connector = connector;
    this.config = config;
    this.entities = entities;
    this.clock = clock;
  }

  /// A table that was just loaded.
  ///
  /// @param sourceKey of its source; empty where there is none
  /// @param rows counted while loading
  public record LoadedTable(QualifiedName table, List<String> sourceKey, long rows) {}

  /// Plans for the whole database, or for one table of it.
  ///
  /// @return id of the plan
  /// @throws PlimsollException NOT_FOUND, or why the database could not be read
  @Transactional
  public UUID plan(String databaseName, @Nullable LoadedTable loaded) {
    entities
        .createNativeQuery(ONE_AT_A_TIME)
        .setParameter("database", databaseName)
        .getResultList();
    DatabaseEntity database = databases.named(databaseName);
    Instant readAt = clock.instant();
    List<BuildEntity> pending = builds.pending(databaseName);
    PlanRequest request = request(database, loaded, pending);
    DatabaseFacts facts = read(database, request, loaded);
    Proposal proposal = IndexPlanner.plan(facts, request);
    PlanEntity plan = new PlanEntity(UUID.randomUUID(), databaseName, readAt, proposal);
    plans.persist(plan);
    for (Proposal.Build build : proposal.builds()) {
      builds.persist(
          new BuildEntity(
              UUID.randomUUID(),
              plan.id(),
              databaseName,
              build,
              config.retry().attempts(),
              readAt));
    }
    return plan.id();
  }

  private PlanRequest request(
      DatabaseEntity database, @Nullable LoadedTable loaded, List<BuildEntity> pending) {
    Map<QualifiedName, List<IndexDefinition>> underWay = new HashMap<>();
    Map<String, Set<String>> reserved = new HashMap<>();
    for (BuildEntity build : pending) {
      PlannedBuild planned = build.planned();
      underWay.merge(planned.table(), List.of(planned.definition()), PlanMaker::joined);
      reserved
          .computeIfAbsent(planned.table().schema(), _ -> new HashSet<>())
          .add(planned.indexName());
    }
    // Rules for other tables are none of this plan's business: they are not unmatched.
    List<KeyRule> rules =
        loaded == null
            ? database.rules()
            : database.rules().stream()
                .filter(rule -> new TablePattern(rule.tables()).matches(loaded.table()))
                .toList();
    return new PlanRequest(
        rules,
        loaded == null ? Map.of() : Map.of(loaded.table(), loaded.sourceKey()),
        underWay,
        reserved,
        besides(
            databases.loadLine(database.name()).capacity(), loaded == null ? 0 : pending.size()),
        database.laneThresholds(),
        new BuildCosts(config.machineFactor()));
  }

  private static List<IndexDefinition> joined(
      List<IndexDefinition> some, List<IndexDefinition> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }

  /// Loads end one by one, so each plan knows one table only. Where other builds wait or run, the
  /// cores are theirs as well, and workers, which cost more CPU than they save time, get fewer.
  private static Capacity besides(Capacity capacity, int others) {
    int workers = Math.max(0, capacity.cores() / (1 + others) - 1);
    return others == 0
        ? capacity
        : new Capacity(
            capacity.cores(),
            capacity.memoryBytes(),
            Math.min(capacity.parallelWorkers(), workers),
            capacity.temporaryBytes(),
            capacity.diskBytes());
  }

  private DatabaseFacts read(
      DatabaseEntity database, PlanRequest request, @Nullable LoadedTable loaded) {
    CatalogScope scope =
        loaded == null ? CatalogScope.ALL : CatalogScope.of(Set.of(loaded.table()));
    try (Connection connection = connector.open(database.address(), APPLICATION)) {
      DatabaseFacts facts = CatalogReader.read(connection, scope);
      if (loaded != null) {
        facts = withRows(facts, loaded);
      }
      for (Map.Entry<QualifiedName, Set<String>> key :
          IndexPlanner.keyColumns(facts, request).entrySet()) {
        facts = TableSampler.complete(connection, facts, key.getKey(), key.getValue());
      }
      return facts;
    } catch (SQLException e) {
      throw new PlimsollException(
          ErrorCode.CONNECTION_LOST, "the connection broke: " + e.getMessage(), e);
    }
  }

  private static DatabaseFacts withRows(DatabaseFacts facts, LoadedTable loaded) {
    TableFacts table = facts.tables().get(loaded.table());
    return table == null
        ? facts
        : facts.with(table.withRows(loaded.rows()), facts.columnsOf(loaded.table()));
  }
}

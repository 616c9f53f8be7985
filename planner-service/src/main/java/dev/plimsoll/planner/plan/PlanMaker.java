package dev.plimsoll.planner.plan;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.plan.PlanRequest;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.plan.PlanView.Alternative;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planner.build.BuildEntity;
import dev.plimsoll.planner.build.BuildViews;
import dev.plimsoll.planner.build.Builds;
import dev.plimsoll.planner.calibration.Calibrations;
import dev.plimsoll.planner.config.PlannerConfig;
import dev.plimsoll.planner.database.DatabaseEntity;
import dev.plimsoll.planner.database.Databases;
import dev.plimsoll.planner.database.RegistrationCheck;
import dev.plimsoll.planner.loadline.DiskUse;
import dev.plimsoll.planner.loadline.LoadLineEntity;
import dev.plimsoll.planning.approval.PlanSnapshot;
import dev.plimsoll.planning.discovery.RulePattern;
import dev.plimsoll.planning.plan.IndexPlanner;
import dev.plimsoll.planning.plan.Proposal;
import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.planning.simulation.Comparison;
import dev.plimsoll.planning.sizing.BuildCosts;
import dev.plimsoll.planning.strategy.SchedulingStrategy;
import dev.plimsoll.planning.strategy.Strategies;
import dev.plimsoll.postgres.catalog.CatalogScope;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.TableFacts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Planner of drafts from a database's facts.
@ApplicationScoped
public class PlanMaker {
  private static final PlanRequest EVERYTHING = new PlanRequest(null, null, List.of());

  private final Databases databases;
  private final Plans plans;
  private final PlanApproval approval;
  private final Builds builds;
  private final BuildViews views;
  private final Calibrations calibrations;
  private final PlanFacts facts;
  private final DiskUse disk;
  private final PlannerConfig config;
  private final EntityManager entities;
  private final Clock clock;

  public PlanMaker(
      Databases databases,
      Plans plans,
      PlanApproval approval,
      Builds builds,
      BuildViews views,
      Calibrations calibrations,
      PlanFacts facts,
      DiskUse disk,
      PlannerConfig config,
      EntityManager entities,
      Clock clock) {
    this.databases = databases;
    this.plans = plans;
    this.approval = approval;
    this.builds = builds;
    this.views = views;
    this.calibrations = calibrations;
    this.facts = facts;
    this.disk = disk;
    this.config = config;
    this.entities = entities;
    this.clock = clock;
  }

  /// Table that was just loaded.
  ///
  /// @param sourceKey empty where the source has none
  /// @param rows counted while loading
  public record LoadedTable(QualifiedName table, List<String> sourceKey, long rows) {}

  /// @param created false for an existing draft without changes
  public record Draft(UUID id, boolean created) {}

  /// Plans a database as a draft, without effect until it is applied. Older drafts are superseded.
  ///
  /// @throws PlimsollException NOT_FOUND, INVALID_REQUEST, or why the database could not be read
  @Transactional
  public Draft draft(String databaseName, @Nullable PlanRequest asked) {
    return draft(databaseName, asked == null ? EVERYTHING : asked, Map.of());
  }

  /// As [#draft(String, PlanRequest)], of these indexes instead of those that rules ask for.
  ///
  /// @param asked with the tables of the indexes
  /// @param indexes each with the reason for it, a clause; empty for the database's rules
  @Transactional
  public Draft draft(String databaseName, PlanRequest asked, Map<KeyRule, String> indexes) {
    // Two concurrent plans of one database would miss each other's builds.
    DatabaseEntity database = databases.lockedWhileRead(databaseName);
    PlanEntity made = make(database, asked, null, indexes);
    PlanView view = made.view();
    for (PlanEntity older : plans.drafts(databaseName)) {
      PlanView known = older.view();
      if (older.hash().equals(made.hash())
          && Objects.equals(known.prediction().window(), view.prediction().window())
          && known.findings().satisfied().equals(view.findings().satisfied())
          && known.findings().warnings().equals(view.findings().warnings())) {
        return new Draft(older.id(), false);
      }
      older.becomes(PlanView.State.SUPERSEDED);
    }
    plans.persist(made);
    return new Draft(made.id(), true);
  }

  /// Plans for a loaded table of a database with `buildOnLoad`, and approves that at once. People's
  /// drafts stay.
  ///
  /// @return id of the plan
  /// @throws PlimsollException NOT_FOUND, or why the database could not be read
  @Transactional
  public UUID planAndApprove(String databaseName, LoadedTable loaded) {
    PlanEntity plan = make(databases.lockedWhileRead(databaseName), EVERYTHING, loaded, Map.of());
    // A lock passes; an empty plan would lose this load for good.
    for (PlanView.Refusal refusal : plan.view().findings().refused()) {
      if (refusal.code() == ErrorCode.LOCK_TIMEOUT
          || refusal.code() == ErrorCode.TABLE_UNREADABLE) {
        throw new PlimsollException(refusal.code(), refusal.reason());
      }
    }
    return approved(plan, "the load of " + loaded.table());
  }

  /// Plans, and approves that at once. People's drafts stay.
  ///
  /// @param indexes as of [#draft(String, PlanRequest, Map)]
  /// @return id of the plan
  /// @throws PlimsollException as of [#draft(String, PlanRequest)]; why an index is refused, and
  ///     then nothing is approved
  @Transactional
  public UUID planAndApprove(
      String databaseName, PlanRequest asked, Map<KeyRule, String> indexes, String by) {
    PlanEntity plan = make(databases.lockedWhileRead(databaseName), asked, null, indexes);
    for (PlanView.Refusal refusal : plan.view().findings().refused()) {
      throw new PlimsollException(
          refusal.code(), "%s: %s".formatted(refusal.table(), refusal.reason()));
    }
    return approved(plan, by);
  }

  private UUID approved(PlanEntity plan, String by) {
    plans.persist(plan);
    entities.flush();
    approval.approve(plan, by);
    return plan.id();
  }

  private PlanEntity make(
      DatabaseEntity database,
      PlanRequest asked,
      @Nullable LoadedTable loaded,
      Map<KeyRule, String> indexes) {
    Instant readAt = clock.instant();
    SchedulingStrategy strategy =
        RegistrationCheck.strategy(
            asked.strategy() == null ? database.strategy() : asked.strategy());
    disk.look(database.name(), database.address());
    LoadLineEntity line = databases.loadLine(database.name());
    Capacity capacity = line.capacity();
    List<BuildEntity> pending = builds.pending(database.name());
    Set<QualifiedName> only = only(database, asked, loaded);
    dev.plimsoll.planning.plan.PlanningRequest request =
        request(
            database,
            indexes.isEmpty() ? rules(database, only) : List.copyOf(indexes.keySet()),
            loaded,
            pending,
            strategy,
            left(line),
            indexes);
    CatalogScope scope = only == null ? CatalogScope.ALL : CatalogScope.of(only);
    DatabaseFacts read = facts.read(database, scope, request, withRows(loaded), loaded == null);
    Proposal proposal = IndexPlanner.plan(read, request);
    database.seen(read.server());
    PlanSnapshot snapshot = PlanSnapshot.of(proposal, read);
    if (!snapshot.capacity().equals(capacity)) {
      // Planned beside others, with fewer workers or less disk than the load line has.
      snapshot = new PlanSnapshot(snapshot.strategy(), capacity, snapshot.builds());
    }
    PlanView view =
        new PlanView(
            UUID.randomUUID(),
            database.name(),
            readAt,
            OpenEnum.of(PlanView.State.DRAFT),
            PlanApproval.hash(database, snapshot),
            proposal.strategy(),
            proposal.planned(),
            proposal.prediction(
                asked.windowMillis(),
                loaded == null ? alternatives(proposal, request.costs()) : List.of(),
                calibrations.errorPercent(database.name())),
            proposal.findings());
    return new PlanEntity(view, proposal.jobs().stream().map(Job::work).toList(), snapshot);
  }

  /// Tables that the plan is limited to; null for all.
  private @Nullable Set<QualifiedName> only(
      DatabaseEntity database, PlanRequest asked, @Nullable LoadedTable loaded) {
    if (loaded != null) {
      return Set.of(loaded.table());
    }
    if (asked.tables().isEmpty()) {
      return null;
    }
    List<RulePattern> patterns;
    try {
      patterns = asked.tables().stream().map(RulePattern::new).toList();
    } catch (IllegalArgumentException e) {
      throw new PlimsollException(ErrorCode.INVALID_REQUEST, String.valueOf(e.getMessage()), e);
    }
    Set<QualifiedName> matching =
        facts.tables(database).entrySet().stream()
            .filter(
                table ->
                    Stream.concat(Stream.of(table.getKey()), table.getValue().stream())
                        .anyMatch(name -> patterns.stream().anyMatch(p -> p.matches(name))))
            .map(Map.Entry::getKey)
            .collect(Collectors.toUnmodifiableSet());
    if (matching.isEmpty()) {
      throw new PlimsollException(
          ErrorCode.TABLE_NOT_FOUND, "no table matches " + String.join(", ", asked.tables()));
    }
    return matching;
  }

  /// Rules for other tables are left out, so that they are not reported as unmatched.
  private static List<KeyRule> rules(DatabaseEntity database, @Nullable Set<QualifiedName> only) {
    return only == null
        ? database.rules()
        : database.rules().stream()
            .filter(rule -> only.stream().anyMatch(new RulePattern(rule.tables())::matches))
            .toList();
  }

  private dev.plimsoll.planning.plan.PlanningRequest request(
      DatabaseEntity database,
      List<KeyRule> rules,
      @Nullable LoadedTable loaded,
      List<BuildEntity> pending,
      SchedulingStrategy strategy,
      Capacity capacity,
      Map<KeyRule, String> because) {
    Map<QualifiedName, List<IndexDefinition>> underWay = new HashMap<>();
    Map<String, Set<String>> reserved = new HashMap<>();
    for (BuildEntity build : pending) {
      PlannedBuild planned = build.planned();
      underWay.computeIfAbsent(planned.table(), _ -> new ArrayList<>()).add(planned.definition());
      reserved
          .computeIfAbsent(planned.table().schema(), _ -> new HashSet<>())
          .add(planned.indexName());
    }
    return new dev.plimsoll.planning.plan.PlanningRequest(
        rules,
        loaded == null ? Map.of() : Map.of(loaded.table(), loaded.sourceKey()),
        underWay,
        reserved,
        besides(capacity, loaded == null ? 0 : pending.size()),
        database.laneThresholds(),
        views.slots(),
        calibrations.costs(database.name(), config.machineFactor()),
        strategy,
        because);
  }

  /// Built indexes have taken their disk: a plan that counted on it would wait for ever.
  private static Capacity left(LoadLineEntity line) {
    Capacity capacity = line.capacity();
    return capacity.with(capacity.parallelWorkers(), Math.max(1, line.free().diskBytes()));
  }

  /// Loads end one by one, so that each plan knows one table. Beside other builds it gets fewer
  /// workers, which cost more CPU than they save time.
  private static Capacity besides(Capacity capacity, int others) {
    int workers = Math.max(0, capacity.cores() / (1 + others) - 1);
    return others == 0
        ? capacity
        : capacity.with(Math.min(capacity.parallelWorkers(), workers), capacity.diskBytes());
  }

  private static PlanFacts.Better withRows(@Nullable LoadedTable loaded) {
    return facts -> {
      TableFacts table = loaded == null ? null : facts.tables().get(loaded.table());
      return loaded == null || table == null
          ? facts
          : facts.with(table.withRows(loaded.rows()), facts.columnsOf(loaded.table()));
    };
  }

  /// What other strategies would make of a plan, the quickest first.
  private static List<Alternative> alternatives(Proposal proposal, BuildCosts costs) {
    if (proposal.builds().isEmpty()) {
      return List.of();
    }
    Comparison comparison =
        Comparison.of(
            Strategies.all().stream()
                .filter(strategy -> !strategy.name().equals(proposal.strategy()))
                .toList(),
            proposal.jobs(),
            proposal.machine(),
            costs,
            null);
    double bound = Math.max(1, comparison.lowerBound().atLeast().toMillis());
    return comparison.rows().stream()
        .filter(row -> row.schedule().refused().isEmpty())
        .sorted(Comparator.comparing(Comparison.Row::makespan))
        .map(
            row ->
                new Alternative(
                    row.strategy(),
                    row.makespan().toMillis(),
                    Math.round(100 * row.makespan().toMillis() / bound) / 100.0))
        .toList();
  }
}

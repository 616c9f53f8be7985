package dev.plimsoll.advice;

import dev.plimsoll.advice.AdviceRequest.Trial;
import dev.plimsoll.advice.Recommendation.WriteOverhead;
import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.choice.ChoiceProblem;
import dev.plimsoll.advice.cost.EstimatedCosts;
import dev.plimsoll.advice.cost.HypotheticalCosts;
import dev.plimsoll.advice.cost.PlanCosts;
import dev.plimsoll.advice.cost.PlannedOrEstimated;
import dev.plimsoll.advice.cost.SteadyCosts;
import dev.plimsoll.advice.evidence.ObservedStatement;
import dev.plimsoll.advice.partition.PartitionedFacts;
import dev.plimsoll.advice.trial.MeasuredChoice;
import dev.plimsoll.advice.trial.TrialClone;
import dev.plimsoll.advice.use.PreparedQuery;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.catalog.CatalogReader;
import dev.plimsoll.postgres.catalog.CatalogScope;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Advisor of a database: reads how its workload uses tables, proposes indexes by the planner's
/// costs, chooses the best set within a budget, and, where asked, decides by measuring it on a
/// clone.
public final class Advisor {
  /// Opener of sessions, each with the `search_path` that the workload's statements expect.
  public interface Sessions {
    Connection open() throws SQLException;
  }

  private final Sessions sessions;

  public Advisor(Sessions sessions) {
    this.sessions = sessions;
  }

  /// Advice for statements. Reads the catalog, explains each statement some hundred times, and
  /// samples tables; with a trial it also copies tables, builds indexes and runs statements.
  ///
  /// @throws PlimsollException of what the SQLSTATE means
  public Advice advise(Collection<ObservedStatement> statements, AdviceRequest request) {
    try (Connection session = sessions.open()) {
      PartitionedFacts catalog = PartitionedFacts.of(facts(session));
      DatabaseFacts facts = catalog.facts();
      WorkloadModel workload = WorkloadReader.read(session, catalog, statements, request);
      try (SteadyCosts costs = costs(session, workload)) {
        Trial trial = request.trial();
        if (trial == null) {
          return byCosts(session, facts, workload, costs, request);
        }
        try (Connection scratch = sessions.open()) {
          planEachExecution(scratch);
          try (TrialClone clone =
              TrialClone.of(scratch, workload.tables(), trial.schema(), trial.share())) {
            return measured(session, facts, workload, costs, request, trial, clone, scratch);
          }
        }
      }
    } catch (SQLException e) {
      throw new PlimsollException(
          SqlStates.errorCode(e), "no advice could be made: " + e.getMessage(), e);
    }
  }

  /// The choice that advice by costs makes, with all that decides it: what each statement costs
  /// under which sets of indexes, and their prices. Reads and explains as [#advise] does.
  ///
  /// @throws PlimsollException of what the SQLSTATE means
  public ChoiceProblem modelled(Collection<ObservedStatement> statements, AdviceRequest request) {
    try (Connection session = sessions.open()) {
      PartitionedFacts catalog = PartitionedFacts.of(facts(session));
      WorkloadModel workload = WorkloadReader.read(session, catalog, statements, request);
      try (PlanCosts costs = costs(session, workload)) {
        Map<QualifiedName, WriteOverhead> writes = TableWrites.read(session, catalog.tree());
        return Modelling.of(catalog.facts(), workload, writes, costs, request, observed(workload))
            .problem();
      }
    } catch (SQLException e) {
      throw new PlimsollException(
          SqlStates.errorCode(e), "the choice could not be modelled: " + e.getMessage(), e);
    }
  }

  private static SteadyCosts costs(Connection session, WorkloadModel workload) throws SQLException {
    planEachExecution(session);
    EstimatedCosts estimated =
        new EstimatedCosts(session, workload.catalog(), workload.uses(), workload.rarity());
    return new SteadyCosts(
        HypotheticalCosts.in(session, workload.tree(), workload.uses())
            .<PlanCosts>map(planned -> new PlannedOrEstimated(planned, estimated))
            .orElse(estimated));
  }

  /// Prepared statements are planned for the values of each execution, also after the first five:
  /// what is weighed or measured with some values is not to be planned for any.
  private static void planEachExecution(Connection session) throws SQLException {
    try (Statement statement = session.createStatement()) {
      statement.execute("SET plan_cache_mode = force_custom_plan");
    }
  }

  /// The catalog's facts; leaves the session as it was.
  private static DatabaseFacts facts(Connection session) throws SQLException {
    String path = Sql.of(session, "SHOW search_path").one(row -> row.getString(1));
    DatabaseFacts facts = CatalogReader.read(session, CatalogScope.ALL);
    Sql.of(
            session,
            "SELECT set_config('search_path', ?, false), set_config('lock_timeout', '0', false)",
            path)
        .one(row -> row.getString(1));
    return facts;
  }

  private Advice byCosts(
      Connection session,
      DatabaseFacts facts,
      WorkloadModel workload,
      SteadyCosts costs,
      AdviceRequest request)
      throws SQLException {
    Map<String, Double> millis = observed(workload);
    Map<QualifiedName, WriteOverhead> writes = TableWrites.read(session, workload.tree());
    Modelling modelling = Modelling.of(facts, workload, writes, costs, request, millis);
    Set<Candidate> chosen = modelling.merged(workload, costs);
    Map<String, Double> before = new HashMap<>();
    Map<String, Double> after = new HashMap<>();
    Map<String, Set<Candidate>> used = new HashMap<>();
    boolean timed = modelling.timed();
    modelling
        .costs(workload, costs, chosen)
        .forEach(
            (id, with) -> {
              double without = modelling.without().getOrDefault(id, 0.0);
              double unit = timed ? millis.getOrDefault(id, 0.0) / Math.max(1e-9, without) : 1;
              before.put(id, without * unit);
              after.put(id, with.cost() * unit);
              used.put(id, with.used());
            });
    AdviceWriter writer =
        new AdviceWriter(
            facts,
            workload,
            modelling,
            writes,
            timed ? Recommendation.Gain.FORETOLD : Recommendation.Gain.COST);
    return writer.advice(session, costs, Decided.byCosts(chosen, before, after, used));
  }

  private static Map<String, Double> observed(WorkloadModel workload) {
    Map<String, Double> millis = new HashMap<>();
    for (PreparedQuery query : workload.queries()) {
      if (!Double.isNaN(query.statement().meanMillis())) {
        millis.put(query.statement().id(), query.statement().meanMillis());
      }
    }
    return millis;
  }

  private Advice measured(
      Connection session,
      DatabaseFacts facts,
      WorkloadModel workload,
      SteadyCosts costs,
      AdviceRequest request,
      Trial trial,
      TrialClone clone,
      Connection scratch)
      throws SQLException {
    List<PreparedQuery> cloned = new ArrayList<>();
    for (PreparedQuery query : workload.reading()) {
      ObservedStatement there = clone.onClone(query.statement());
      cloned.add(
          PreparedQuery.prepare(scratch, there, query.name()).withArguments(query.arguments()));
    }
    MeasuredChoice choice =
        new MeasuredChoice(clone, cloned, request.budget(), trial.cap(), trial.time());
    // What writes is not run, and weighs what was observed of it.
    Map<String, Double> millis = observed(workload);
    choice.baseline().forEach((id, timed) -> millis.put(id, timed.millis()));
    Map<QualifiedName, WriteOverhead> writes = TableWrites.read(session, workload.tree());
    Modelling modelling = Modelling.of(facts, workload, writes, costs, request, millis);
    MeasuredChoice.Outcome outcome = choice.decide(modelling.best().indexes(), modelling.problem());
    AdviceWriter writer =
        new AdviceWriter(facts, workload, modelling, writes, Recommendation.Gain.MEASURED);
    return writer.advice(session, costs, Decided.measured(outcome, clone.notes()));
  }
}

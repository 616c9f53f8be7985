package dev.plimsoll.advice;

import dev.plimsoll.advice.AdviceRequest.Trial;
import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.choice.ChoiceProblem;
import dev.plimsoll.advice.choice.Chosen;
import dev.plimsoll.advice.choice.ExactChoice;
import dev.plimsoll.advice.choice.GreedyChoice;
import dev.plimsoll.advice.cost.ConfigurationSearch;
import dev.plimsoll.advice.cost.EstimatedCosts;
import dev.plimsoll.advice.cost.HypotheticalCosts;
import dev.plimsoll.advice.cost.PlanCosts;
import dev.plimsoll.advice.evidence.ObservedStatement;
import dev.plimsoll.advice.trial.MeasuredChoice;
import dev.plimsoll.advice.trial.TrialClone;
import dev.plimsoll.advice.trial.TrialTimer.Timed;
import dev.plimsoll.advice.use.PreparedQuery;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.catalog.CatalogReader;
import dev.plimsoll.postgres.catalog.CatalogScope;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
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

  // As in a measured choice, an index that another one begins with may be worth this much, and
  // goes.
  private static final double PREFIX = 0.03;

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
      DatabaseFacts facts = facts(session);
      WorkloadModel workload =
          WorkloadModel.of(session, facts, statements, request.samples(), request.seed());
      try (PlanCosts costs = costs(session, facts, workload)) {
        Trial trial = request.trial();
        if (trial == null) {
          return byCosts(session, facts, workload, costs, request);
        }
        try (Connection scratch = sessions.open();
            TrialClone clone =
                TrialClone.of(scratch, workload.tables(), trial.schema(), trial.share())) {
          return measured(session, facts, workload, costs, request, trial, clone, scratch);
        }
      }
    } catch (SQLException e) {
      throw new PlimsollException(
          SqlStates.errorCode(e), "no advice could be made: " + e.getMessage(), e);
    }
  }

  private static PlanCosts costs(Connection session, DatabaseFacts facts, WorkloadModel workload)
      throws SQLException {
    return HypotheticalCosts.in(session)
        .map(PlanCosts.class::cast)
        .orElseGet(() -> new EstimatedCosts(session, facts, workload.uses()));
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
      PlanCosts costs,
      AdviceRequest request)
      throws SQLException {
    Map<String, Double> millis = observed(workload);
    Modelling modelling = model(session, facts, workload, costs, request, millis);
    Set<Candidate> chosen = merged(workload, costs, modelling);
    Map<String, Double> before = new HashMap<>();
    Map<String, Double> after = new HashMap<>();
    Map<String, Set<Candidate>> used = new HashMap<>();
    boolean timed = millis.size() == workload.queries().size();
    for (PreparedQuery query : workload.queries()) {
      String id = query.statement().id();
      double without = modelling.without().getOrDefault(id, 0.0);
      PlanCosts.PlanCost with = costs.of(query, chosen);
      double unit = timed ? millis.getOrDefault(id, 0.0) / Math.max(1e-9, without) : 1;
      before.put(id, without * unit);
      after.put(id, with.cost() * unit);
      used.put(id, with.used());
    }
    AdviceWriter writer =
        new AdviceWriter(
            facts,
            workload,
            modelling,
            timed ? Recommendation.Gain.FORETOLD : Recommendation.Gain.COST);
    return writer.advice(session, costs.basis(), chosen, before, after, used, Map.of());
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

  /// The best set without indexes that others in it begin with, where these serve nearly as
  /// well.
  private static Set<Candidate> merged(WorkloadModel workload, PlanCosts costs, Modelling modelling)
      throws SQLException {
    Set<Candidate> chosen = new HashSet<>(modelling.best().indexes());
    double cost = total(workload, costs, modelling, chosen);
    for (Candidate candidate : modelling.best().indexes()) {
      if (chosen.stream().anyMatch(candidate::isPrefixOf)) {
        Set<Candidate> fewer = new HashSet<>(chosen);
        fewer.remove(candidate);
        double with = total(workload, costs, modelling, fewer);
        if (with <= cost * (1 + PREFIX)) {
          chosen = fewer;
        }
      }
    }
    return chosen;
  }

  private static double total(
      WorkloadModel workload, PlanCosts costs, Modelling modelling, Set<Candidate> chosen)
      throws SQLException {
    double total = 0;
    for (PreparedQuery query : workload.queries()) {
      double weight = modelling.weights().getOrDefault(query.statement().id(), 1.0);
      total += weight * costs.of(query, chosen).cost();
    }
    return total;
  }

  private Advice measured(
      Connection session,
      DatabaseFacts facts,
      WorkloadModel workload,
      PlanCosts costs,
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
    Modelling modelling = model(session, facts, workload, costs, request, millis);
    MeasuredChoice.Outcome outcome = choice.decide(modelling.best().indexes(), modelling.problem());
    Map<String, Candidate> names = new HashMap<>();
    outcome.chosen().forEach(index -> names.put(index.name(), index.candidate()));
    Map<String, Double> before = new HashMap<>();
    Map<String, Double> after = new HashMap<>();
    Map<String, Set<Candidate>> used = new HashMap<>();
    for (Map.Entry<String, Timed> timed : outcome.after().entrySet()) {
      after.put(timed.getKey(), timed.getValue().millis());
      before.put(timed.getKey(), millis.getOrDefault(timed.getKey(), 0.0));
      Set<Candidate> its = new HashSet<>();
      names.forEach(
          (name, candidate) -> {
            if (timed.getValue().indexes().contains(name)) {
              its.add(candidate);
            }
          });
      used.put(timed.getKey(), its);
    }
    AdviceWriter writer =
        new AdviceWriter(facts, workload, modelling, Recommendation.Gain.MEASURED);
    return writer.advice(
        session,
        costs.basis(),
        Set.copyOf(names.values()),
        before,
        after,
        used,
        outcome.rejected());
  }

  /// Costs of statements under sets of candidates, and the best set by them.
  ///
  /// @param without cost of each statement by id
  /// @param weights of a unit of each statement's cost
  record Modelling(
      ChoiceProblem problem,
      Map<String, Double> without,
      Map<String, Double> weights,
      Chosen greedy,
      Chosen best,
      boolean exact) {}

  private static Modelling model(
      Connection session,
      DatabaseFacts facts,
      WorkloadModel workload,
      PlanCosts costs,
      AdviceRequest request,
      Map<String, Double> millis)
      throws SQLException {
    ConfigurationSearch search = new ConfigurationSearch(costs);
    Map<String, Double> without = new HashMap<>();
    Map<String, Double> weights = new HashMap<>();
    List<ChoiceProblem.Options> options = new ArrayList<>();
    boolean timed = request.trial() != null || millis.size() == workload.queries().size();
    for (PreparedQuery query : workload.queries()) {
      String id = query.statement().id();
      double cost = costs.of(query, Set.of()).cost();
      without.put(id, cost);
      double unit = timed ? millis.getOrDefault(id, 0.0) / Math.max(1e-9, cost) : 1;
      double weight = query.statement().calls() * unit;
      weights.put(id, weight);
      options.add(search.of(query, workload.candidates().getOrDefault(id, Set.of()), cost, weight));
    }
    ChoiceProblem problem =
        new ChoiceProblem(
            options, Prices.of(facts, TableWrites.read(session), options), request.budget());
    Chosen greedy = GreedyChoice.of(problem);
    return ExactChoice.of(problem, request.solving())
        .map(exact -> new Modelling(problem, without, weights, greedy, exact, true))
        .orElseGet(() -> new Modelling(problem, without, weights, greedy, greedy, false));
  }
}

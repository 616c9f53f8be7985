package dev.plimsoll.advice;

import dev.plimsoll.advice.Recommendation.WriteOverhead;
import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.choice.ChoiceProblem;
import dev.plimsoll.advice.choice.Chosen;
import dev.plimsoll.advice.choice.ExactChoice;
import dev.plimsoll.advice.choice.GreedyChoice;
import dev.plimsoll.advice.cost.ConfigurationSearch;
import dev.plimsoll.advice.cost.PlanCosts;
import dev.plimsoll.advice.cost.PlanCosts.PlanCost;
import dev.plimsoll.advice.use.PreparedQuery;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Costs of statements under sets of candidates, and the best set by them.
///
/// @param without cost of each statement by id
/// @param weights of a unit of each statement's cost
/// @param timed whether weighted costs are milliseconds
/// @param shortened statements whose sets were not all looked at, because they weigh little or
///     scan many partitions
record Modelling(
    ChoiceProblem problem,
    Map<String, Double> without,
    Map<String, Double> weights,
    boolean timed,
    Chosen greedy,
    Chosen best,
    boolean exact,
    int shortened) {
  // Looks at costs, of all statements together by their share of the workload, and of each at
  // least.
  private static final double ALL_LOOKS = 40_000;
  private static final int LEAST_LOOKS = 6;
  // With more statements, each is looked at with one set of values.
  private static final int MANY = 500;
  private static final int MOST_LOOKS = 2_500;
  // As in a measured choice, an index that another one begins with may be worth this much, and
  // goes.
  private static final double PREFIX = 0.03;

  /// @param millis of a call of each statement, where known
  static Modelling of(
      DatabaseFacts facts,
      WorkloadModel workload,
      Map<QualifiedName, WriteOverhead> writes,
      PlanCosts costs,
      AdviceRequest request,
      Map<String, Double> millis)
      throws SQLException {
    boolean timed = request.trial() != null || millis.size() == workload.queries().size();
    Map<String, Double> without = new LinkedHashMap<>();
    Map<String, Double> weights = new HashMap<>();
    double total = 0;
    for (PreparedQuery query : queries(workload)) {
      String id = query.statement().id();
      double cost = costs.of(query, Set.of()).cost();
      without.put(id, cost);
      double unit = timed ? millis.getOrDefault(id, 0.0) / Math.max(1e-9, cost) : 1;
      weights.put(id, query.statement().calls() * unit);
      total += cost * query.statement().calls() * unit;
    }
    ConfigurationSearch search = new ConfigurationSearch(costs);
    List<ChoiceProblem.Options> options = new ArrayList<>();
    int shortened = 0;
    for (PreparedQuery query : queries(workload)) {
      String id = query.statement().id();
      double cost = without.getOrDefault(id, 0.0);
      double weight = weights.getOrDefault(id, 0.0);
      ConfigurationSearch.Found found =
          search.of(
              query,
              workload.candidates().getOrDefault(id, Set.of()),
              cost,
              weight,
              looks(
                  workload.queries().size(),
                  cost * weight / Math.max(1e-9, total),
                  costs.weight(query)));
      options.add(found.options());
      shortened += found.shortened() ? 1 : 0;
    }
    ChoiceProblem problem =
        new ChoiceProblem(
            options,
            Prices.of(
                facts,
                workload.tree(),
                writes,
                new Upkeep(workload, facts, writes, timed),
                options),
            request.budget());
    Chosen greedy = GreedyChoice.of(problem);
    int looked = shortened;
    return ExactChoice.of(problem, request.solving())
        .map(exact -> new Modelling(problem, without, weights, timed, greedy, exact, true, looked))
        .orElseGet(
            () -> new Modelling(problem, without, weights, timed, greedy, greedy, false, looked));
  }

  static boolean isMany(WorkloadModel workload) {
    return workload.queries().size() > MANY;
  }

  private static List<PreparedQuery> queries(WorkloadModel workload) {
    return isMany(workload)
        ? workload.queries().stream()
            .map(query -> query.withArguments(List.of(query.arguments().getFirst())))
            .toList()
        : workload.queries();
  }

  private static int looks(int statements, double share, int times) {
    double even = ALL_LOOKS / 2 / Math.max(1, statements);
    double looks = even + ALL_LOOKS / 2 * share;
    return (int) Math.max(LEAST_LOOKS, Math.min(MOST_LOOKS, looks) / times);
  }

  /// Costs of all statements with a set, each beside the indexes of its own tables alone.
  Map<String, PlanCost> costs(WorkloadModel workload, PlanCosts costs, Set<Candidate> chosen)
      throws SQLException {
    Map<QualifiedName, List<Candidate>> byTable = new HashMap<>();
    chosen.stream()
        .sorted(Comparator.comparing(Candidate::brief))
        .forEach(one -> byTable.computeIfAbsent(one.table(), _ -> new ArrayList<>()).add(one));
    Map<String, PlanCost> found = new HashMap<>();
    for (PreparedQuery query : queries(workload)) {
      List<Candidate> its = new ArrayList<>();
      workload.tables(query).forEach(table -> its.addAll(byTable.getOrDefault(table, List.of())));
      String id = query.statement().id();
      found.put(
          id,
          its.isEmpty()
              ? new PlanCost(without.getOrDefault(id, 0.0), Set.of())
              : costs.of(query, its));
    }
    return found;
  }

  /// The best set without indexes that no plan uses, and without those that others in it begin
  /// with, where these serve nearly as well.
  Set<Candidate> merged(WorkloadModel workload, PlanCosts costs) throws SQLException {
    Set<Candidate> chosen = new HashSet<>(best.indexes());
    Map<String, PlanCost> now = costs(workload, costs, chosen);
    double total = total(now);
    List<Candidate> shorter =
        best.indexes().stream()
            .filter(one -> best.indexes().stream().anyMatch(one::isPrefixOf))
            .sorted(Comparator.comparing(Candidate::brief))
            .toList();
    for (Candidate candidate : shorter) {
      if (chosen.stream().noneMatch(candidate::isPrefixOf)) {
        continue;
      }
      Set<Candidate> fewer = new HashSet<>(chosen);
      fewer.remove(candidate);
      Map<String, PlanCost> with = new HashMap<>(now);
      for (PreparedQuery query : queries(workload)) {
        PlanCost known = now.get(query.statement().id());
        if (known != null && known.used().contains(candidate)) {
          Set<QualifiedName> tables = workload.tables(query);
          with.put(
              query.statement().id(),
              costs.of(query, fewer.stream().filter(o -> tables.contains(o.table())).toList()));
        }
      }
      if (total(with) <= total * (1 + PREFIX)) {
        chosen = fewer;
        now = with;
      }
    }
    return chosen;
  }

  private double total(Map<String, PlanCost> costs) {
    double total = 0;
    for (String id : without.keySet()) {
      PlanCost cost = costs.get(id);
      total += weights.getOrDefault(id, 1.0) * (cost == null ? 0 : cost.cost());
    }
    return total;
  }
}

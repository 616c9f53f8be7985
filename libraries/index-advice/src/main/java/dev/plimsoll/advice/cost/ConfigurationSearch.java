package dev.plimsoll.advice.cost;

import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.choice.ChoiceProblem;
import dev.plimsoll.advice.choice.ChoiceProblem.Configuration;
import dev.plimsoll.advice.use.PreparedQuery;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Search for a statement's atomic configurations: one index, pairs of the best ones, and pairs
/// with a third. Only indexes that the plan uses count, so that no configuration holds one for
/// nothing.
public final class ConfigurationSearch {
  private static final double LEAST_GAIN = 0.01;
  private static final int PAIRED = 12;
  private static final int DEEPENED = 6;
  private static final int MOST = 80;

  private final PlanCosts costs;

  public ConfigurationSearch(PlanCosts costs) {
    this.costs = costs;
  }

  /// @param candidates for this statement; those that the costs cannot tell of are passed over
  /// @param weight of a unit of cost: what it stands for, over all calls
  public ChoiceProblem.Options of(
      PreparedQuery query, Collection<Candidate> candidates, double without, double weight)
      throws SQLException {
    Map<Set<Candidate>, Double> found = new LinkedHashMap<>();
    List<Candidate> known = candidates.stream().filter(costs::knows).toList();
    Set<Candidate> singles = new HashSet<>();
    for (Candidate candidate : known) {
      consider(query, Set.of(candidate), without, found);
    }
    List<Configuration> first = best(found);
    first.forEach(some -> singles.addAll(some.indexes()));
    // What does not pay alone may pay beside another: candidates of every table stay in.
    List<Candidate> paired = new ArrayList<>();
    first.stream().limit(PAIRED).forEach(some -> paired.addAll(some.indexes()));
    for (Candidate one : paired) {
      for (Candidate other : known) {
        if (!other.table().equals(one.table()) && (singles.contains(other) || isShort(other))) {
          consider(query, Set.of(one, other), without, found);
        }
      }
    }
    for (Configuration some :
        best(found).stream().filter(c -> c.indexes().size() == 2).limit(DEEPENED).toList()) {
      for (Candidate third : known) {
        if (!some.indexes().contains(third) && (singles.contains(third) || isShort(third))) {
          Set<Candidate> three = new HashSet<>(some.indexes());
          three.add(third);
          consider(query, three, without, found);
        }
      }
    }
    return new ChoiceProblem.Options(
        query.statement().id(),
        without * weight,
        best(found).stream()
            .limit(MOST)
            .map(some -> new Configuration(some.indexes(), some.cost() * weight))
            .toList());
  }

  private static boolean isShort(Candidate candidate) {
    return candidate.definition().columns().size() <= 2
        && candidate.definition().included().isEmpty();
  }

  private void consider(
      PreparedQuery query,
      Set<Candidate> indexes,
      double without,
      Map<Set<Candidate>, Double> found)
      throws SQLException {
    PlanCosts.PlanCost cost = costs.of(query, indexes);
    double before = found.getOrDefault(cost.used(), without);
    if (!cost.used().isEmpty()
        && cost.cost() < before
        && cost.cost() < without * (1 - LEAST_GAIN)) {
      found.put(cost.used(), cost.cost());
    }
  }

  private static List<Configuration> best(Map<Set<Candidate>, Double> found) {
    return found.entrySet().stream()
        .map(entry -> new Configuration(entry.getKey(), entry.getValue()))
        .sorted(Comparator.comparingDouble(Configuration::cost))
        .toList();
  }
}

package dev.plimsoll.advice.cost;

import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.choice.ChoiceProblem;
import dev.plimsoll.advice.choice.ChoiceProblem.Configuration;
import dev.plimsoll.advice.use.PreparedQuery;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Search for a statement's atomic configurations. Only indexes that the plan uses count, so
/// that no configuration holds one for nothing.
///
/// First all candidates are there at once: where that helps nothing, none of them does. What the
/// plan then uses is taken away, index by index, and the next best is seen; sets that leave out
/// none of what a plan uses need no look, since that plan stays. Then come single indexes, pairs
/// of the best ones, and pairs with a third, as far as the looks that the statement is worth
/// last.
public final class ConfigurationSearch {
  private static final double LEAST_GAIN = 0.01;
  private static final int PAIRED = 12;
  private static final int DEEPENED = 6;
  private static final int MOST = 80;
  // Plans beside many indexes take long, and for several tables there are very many near the best.
  private static final int LEFT_OUT = 30;

  private final PlanCosts costs;

  public ConfigurationSearch(PlanCosts costs) {
    this.costs = costs;
  }

  /// @param options the statement's, costs weighted
  /// @param shortened the looks did not last for all that was to be tried
  public record Found(ChoiceProblem.Options options, boolean shortened) {}

  /// @param candidates for this statement, of two alike the first is taken; those that the costs
  ///     cannot tell of are passed over
  /// @param weight of a unit of cost: what it stands for, over all calls
  /// @param looks at costs, 1 or more
  public Found of(
      PreparedQuery query,
      Collection<Candidate> candidates,
      double without,
      double weight,
      int looks)
      throws SQLException {
    List<Candidate> known = candidates.stream().filter(costs::knows).toList();
    Search search = new Search(query, known, without, looks);
    search.run();
    return new Found(
        new ChoiceProblem.Options(
            query.statement().id(),
            without * weight,
            search.best().stream()
                .limit(MOST)
                .map(some -> new Configuration(some.indexes(), some.cost() * weight))
                .toList()),
        search.shortened);
  }

  private final class Search {
    private final PreparedQuery query;
    private final List<Candidate> known;
    private final double without;
    private final int looks;
    private final Map<Set<Candidate>, Double> found = new LinkedHashMap<>();
    private final Set<Set<Candidate>> looked = new HashSet<>();
    private final Map<Set<Candidate>, PlanCosts.PlanCost> answers = new HashMap<>();
    private final Map<Candidate, Integer> places = new HashMap<>();
    private boolean shortened;

    Search(PreparedQuery query, List<Candidate> known, double without, int looks) {
      this.query = query;
      this.known = known;
      this.without = without;
      this.looks = looks;
      known.forEach(candidate -> places.put(candidate, places.size()));
    }

    void run() throws SQLException {
      if (known.isEmpty() || !helps(Set.copyOf(known))) {
        return;
      }
      boolean several = known.stream().map(Candidate::table).distinct().count() > 1;
      leaveOut(several ? Math.min(LEFT_OUT, Math.max(2, looks / 2)) : looks);
      for (Candidate candidate : known) {
        look(Set.of(candidate));
      }
      if (several) {
        pairs();
      }
    }

    private boolean helps(Set<Candidate> all) throws SQLException {
      PlanCosts.PlanCost cost = look(all);
      return cost != null && !cost.used().isEmpty() && cost.cost() < without * (1 - LEAST_GAIN);
    }

    /// Sets without what the plans of larger sets use, the larger sets first.
    private void leaveOut(int most) throws SQLException {
      Deque<Set<Candidate>> sets = new ArrayDeque<>();
      sets.add(Set.copyOf(known));
      Set<Set<Candidate>> seen = new HashSet<>(sets);
      while (!sets.isEmpty() && looked.size() < most) {
        Set<Candidate> set = sets.poll();
        PlanCosts.PlanCost cost = look(set);
        if (cost == null || cost.cost() >= without * (1 - LEAST_GAIN)) {
          continue;
        }
        for (Candidate used : ordered(cost.used())) {
          Set<Candidate> fewer = new HashSet<>(set);
          fewer.remove(used);
          if (!fewer.isEmpty() && seen.add(fewer)) {
            sets.add(fewer);
          }
        }
      }
    }

    private void pairs() throws SQLException {
      List<Configuration> first =
          best().stream().filter(some -> some.indexes().size() == 1).toList();
      Set<Candidate> singles =
          first.stream().flatMap(some -> some.indexes().stream()).collect(Collectors.toSet());
      // What does not pay alone may pay beside another: candidates of every table stay in.
      List<Candidate> paired = new ArrayList<>();
      first.stream().limit(PAIRED).forEach(some -> paired.addAll(some.indexes()));
      for (Candidate one : paired) {
        for (Candidate other : known) {
          if (!other.table().equals(one.table()) && (singles.contains(other) || isShort(other))) {
            look(Set.of(one, other));
          }
        }
      }
      for (Configuration some :
          best().stream().filter(c -> c.indexes().size() == 2).limit(DEEPENED).toList()) {
        for (Candidate third : known) {
          if (!some.indexes().contains(third) && (singles.contains(third) || isShort(third))) {
            Set<Candidate> three = new HashSet<>(some.indexes());
            three.add(third);
            look(three);
          }
        }
      }
    }

    /// Null where no look is left.
    private PlanCosts.@Nullable PlanCost look(Set<Candidate> indexes) throws SQLException {
      PlanCosts.PlanCost there = answers.get(indexes);
      if (there != null) {
        return there;
      }
      if (looked.size() >= looks) {
        shortened = true;
        return null;
      }
      looked.add(indexes);
      PlanCosts.PlanCost cost = costs.of(query, indexes);
      answers.put(indexes, cost);
      double before = found.getOrDefault(cost.used(), without);
      if (!cost.used().isEmpty()
          && cost.cost() < before
          && cost.cost() < without * (1 - LEAST_GAIN)) {
        found.put(cost.used(), cost.cost());
      }
      return cost;
    }

    private List<Configuration> best() {
      return found.entrySet().stream()
          .map(entry -> new Configuration(entry.getKey(), entry.getValue()))
          .sorted(
              Comparator.comparingDouble(Configuration::cost)
                  .thenComparingInt(some -> some.indexes().size())
                  .thenComparing(some -> numbers(some.indexes()), Arrays::compare))
          .toList();
    }

    private int[] numbers(Collection<Candidate> some) {
      return some.stream().mapToInt(one -> places.getOrDefault(one, 0)).sorted().toArray();
    }

    private List<Candidate> ordered(Collection<Candidate> some) {
      return some.stream()
          .sorted(Comparator.comparingInt(one -> places.getOrDefault(one, 0)))
          .toList();
    }
  }

  private static boolean isShort(Candidate candidate) {
    return candidate.definition().columns().size() <= 2
        && candidate.definition().included().isEmpty();
  }
}

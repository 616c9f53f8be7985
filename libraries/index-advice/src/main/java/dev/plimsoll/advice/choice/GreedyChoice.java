package dev.plimsoll.advice.choice;

import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.choice.ChoiceProblem.Configuration;
import dev.plimsoll.advice.choice.ChoiceProblem.Options;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;

/// Greedy choice: whole configurations, of most saving by the byte, until none pays or fits; then
/// indexes go that nothing needs any more. So indexes that pay only together are found too.
///
/// A step values only configurations anew that share an index with a statement whose cost the last
/// step changed: the work grows with the workload, not with its square. Of equal ones the first in
/// the problem's order is taken.
public final class GreedyChoice {
  // Small indexes are not free: each is a file, and work for every write.
  private static final long LEAST_BYTES = 1 << 20;

  private final ChoiceProblem problem;
  private final List<Options> statements;
  private final List<Tried> all = new ArrayList<>();
  private final Map<Candidate, TreeSet<Integer>> served = new HashMap<>();
  private final Map<Candidate, List<Tried>> holders = new HashMap<>();
  private final PriorityQueue<Valued> queue =
      new PriorityQueue<>(
          Comparator.comparingDouble((Valued one) -> -one.value)
              .thenComparingInt(one -> one.tried.number));
  private final Set<Candidate> chosen = new LinkedHashSet<>();

  /// A configuration to be tried, and how often it was valued.
  private static final class Tried {
    final Set<Candidate> indexes;
    final int number;
    int version;

    Tried(Set<Candidate> indexes, int number) {
      this.indexes = indexes;
      this.number = number;
    }
  }

  private record Valued(Tried tried, int version, double value) {}

  private GreedyChoice(ChoiceProblem problem) {
    this.problem = problem;
    this.statements = problem.statements();
    Set<Set<Candidate>> seen = new HashSet<>();
    for (int i = 0; i < statements.size(); i++) {
      for (Configuration some : statements.get(i).with()) {
        for (Candidate index : some.indexes()) {
          served.computeIfAbsent(index, _ -> new TreeSet<>()).add(i);
        }
        if (seen.add(some.indexes())) {
          Tried tried = new Tried(some.indexes(), all.size());
          all.add(tried);
          for (Candidate index : some.indexes()) {
            holders.computeIfAbsent(index, _ -> new ArrayList<>()).add(tried);
          }
        }
      }
    }
  }

  public static Chosen of(ChoiceProblem problem) {
    return new GreedyChoice(problem).choose();
  }

  private Chosen choose() {
    all.forEach(this::value);
    while (!queue.isEmpty()) {
      Valued best = queue.poll();
      Set<Candidate> added = missing(best.tried);
      if (best.version == best.tried.version && !added.isEmpty() && fits(added)) {
        added.stream().sorted(Comparator.comparing(Candidate::brief)).forEach(chosen::add);
        touched(added).forEach(this::value);
      }
    }
    return pruned();
  }

  private Set<Candidate> missing(Tried tried) {
    Set<Candidate> added = new HashSet<>(tried.indexes);
    added.removeIf(chosen::contains);
    return added;
  }

  private boolean fits(Set<Candidate> added) {
    Set<Candidate> together = new HashSet<>(chosen);
    together.addAll(added);
    return problem.holds(together);
  }

  /// Configurations whose worth may be another now.
  private Set<Tried> touched(Collection<Candidate> added) {
    Set<Candidate> near = new HashSet<>(added);
    for (int changed : statements(added)) {
      statements.get(changed).with().forEach(some -> near.addAll(some.indexes()));
    }
    Set<Tried> touched = new LinkedHashSet<>();
    near.forEach(index -> touched.addAll(holders.getOrDefault(index, List.of())));
    return touched;
  }

  private TreeSet<Integer> statements(Collection<Candidate> indexes) {
    TreeSet<Integer> found = new TreeSet<>();
    indexes.forEach(index -> found.addAll(served.getOrDefault(index, new TreeSet<>())));
    return found;
  }

  private void value(Tried tried) {
    tried.version++;
    Set<Candidate> added = missing(tried);
    double saved = saved(added);
    if (saved > 0) {
      double bytes = (double) LEAST_BYTES + problem.bytes(added);
      queue.add(new Valued(tried, tried.version, saved / bytes));
    }
  }

  /// By indexes that are not chosen beside those that are.
  private double saved(Set<Candidate> added) {
    double saved = -added.stream().mapToDouble(problem::burden).sum();
    for (int number : statements(added)) {
      Options options = statements.get(number);
      saved +=
          options.under(chosen::contains)
              - options.under(index -> chosen.contains(index) || added.contains(index));
    }
    return saved;
  }

  private Chosen pruned() {
    for (Candidate candidate : List.copyOf(chosen)) {
      chosen.remove(candidate);
      if (saved(Set.of(candidate)) > 0) {
        chosen.add(candidate);
      }
    }
    return new Chosen(chosen, problem.cost(chosen), Double.NaN);
  }
}

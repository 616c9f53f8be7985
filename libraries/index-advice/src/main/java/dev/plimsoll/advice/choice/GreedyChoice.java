package dev.plimsoll.advice.choice;

import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.choice.ChoiceProblem.Configuration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Greedy choice: whole configurations, of most saving by the byte, until none pays or fits;
/// then
/// indexes go that nothing needs any more. So indexes that pay only together are found too.
public final class GreedyChoice {
  // Small indexes are not free: each is a file, and work for every write.
  private static final long LEAST_BYTES = 1 << 20;

  private GreedyChoice() {}

  public static Chosen of(ChoiceProblem problem) {
    List<Configuration> all =
        problem.statements().stream().flatMap(options -> options.with().stream()).toList();
    Set<Candidate> chosen = new HashSet<>();
    double cost = problem.cost(chosen);
    boolean more = true;
    while (more) {
      Set<Candidate> best = chosen;
      double bestCost = cost;
      double bestValue = 0;
      for (Configuration some : all) {
        Set<Candidate> tried = new HashSet<>(chosen);
        if (!tried.addAll(some.indexes()) || !problem.holds(tried)) {
          continue;
        }
        double with = problem.cost(tried);
        double bytes = LEAST_BYTES + problem.bytes(tried) - problem.bytes(chosen);
        double value = (cost - with) / bytes;
        if (value > bestValue) {
          best = tried;
          bestCost = with;
          bestValue = value;
        }
      }
      more = best != chosen;
      chosen = best;
      cost = bestCost;
    }
    return without(problem, chosen, cost);
  }

  private static Chosen without(ChoiceProblem problem, Set<Candidate> chosen, double cost) {
    Set<Candidate> left = new HashSet<>(chosen);
    double least = cost;
    for (Candidate candidate : chosen) {
      Set<Candidate> fewer = new HashSet<>(left);
      fewer.remove(candidate);
      double with = problem.cost(fewer);
      if (with <= least) {
        left = fewer;
        least = with;
      }
    }
    return new Chosen(left, least, Double.NaN);
  }
}

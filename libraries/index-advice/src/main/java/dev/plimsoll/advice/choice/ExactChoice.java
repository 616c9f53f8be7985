package dev.plimsoll.advice.choice;

import com.google.ortools.Loader;
import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.choice.ChoiceProblem.Options;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Exact choice by CP-SAT: the optimum of the model, or the best found in time with a bound.
///
/// An index is built or not; each statement runs under one configuration, whose indexes are all
/// built; bytes, count and entries keep within the budget.
///
/// Parts that share no index are solved one by one without the budget first. Where the best of all
/// parts fits into it together, it is the optimum, and its size hardly matters. Otherwise one model
/// of everything is solved, and the parts' optima are a bound too.
public final class ExactChoice {
  // A part of so few indexes is looked through.
  private static final int FEW = 8;
  private static final long LEAST_NANOS = 50_000_000;

  private ExactChoice() {}

  /// Empty where the solver's native library is not to be had on this platform, or found
  /// nothing.
  ///
  /// @param timeout after which the best so far counts
  public static Optional<Chosen> of(ChoiceProblem problem, Duration timeout) {
    try {
      Loader.loadNativeLibraries();
    } catch (UnsatisfiedLinkError | RuntimeException e) {
      return Optional.empty();
    }
    return solve(problem, timeout);
  }

  private static Optional<Chosen> solve(ChoiceProblem problem, Duration timeout) {
    long begun = System.nanoTime();
    long until = begun + timeout.toNanos();
    // What the budget leaves to solve is the harder part.
    long parted = begun + timeout.toNanos() / 4;
    List<Options> left = problem.statements().stream().map(Options::undominated).toList();
    ChoiceProblem smaller = problem.part(left, problem.budget());
    double idle =
        left.stream()
            .filter(options -> options.with().isEmpty())
            .mapToDouble(Options::without)
            .sum();
    List<List<Options>> parts = Components.of(smaller);
    double bound = 0;
    // One part that greed alone fills beyond the budget is best left to the model of everything.
    if (parts.size() > 1 || greedyFits(smaller)) {
      Set<Candidate> all = new HashSet<>();
      bound = idle;
      for (List<Options> part : parts) {
        Optional<Chosen> best = part(smaller.part(part, Budget.UNLIMITED), parted);
        if (best.isEmpty()) {
          return Optional.empty();
        }
        all.addAll(best.get().indexes());
        bound += best.get().bound();
      }
      if (problem.holds(all)) {
        double cost = problem.cost(all);
        return Optional.of(new Chosen(all, cost, Math.min(cost, bound)));
      }
    }
    Chosen greedy = GreedyChoice.of(smaller);
    Optional<Chosen> best = SolverModel.solve(smaller, remaining(until), greedy.indexes());
    if (best.isEmpty()) {
      return best;
    }
    Chosen found = best.get();
    double cost = problem.cost(found.indexes());
    return Optional.of(
        new Chosen(found.indexes(), cost, Math.min(cost, Math.max(bound, found.bound()))));
  }

  private static boolean greedyFits(ChoiceProblem problem) {
    ChoiceProblem unlimited = problem.part(problem.statements(), Budget.UNLIMITED);
    return problem.holds(GreedyChoice.of(unlimited).indexes());
  }

  private static Duration remaining(long until) {
    return Duration.ofNanos(Math.max(LEAST_NANOS, until - System.nanoTime()));
  }

  /// In an order that is the same each time.
  private static List<Candidate> indexes(ChoiceProblem part) {
    return part.statements().stream()
        .flatMap(options -> options.with().stream())
        .flatMap(some -> some.indexes().stream())
        .distinct()
        .sorted(Comparator.comparing(Candidate::brief))
        .toList();
  }

  /// A statement or a few with one index each need no solver.
  private static Optional<Chosen> part(ChoiceProblem part, long until) {
    List<Candidate> indexes = indexes(part);
    if (indexes.size() > FEW) {
      return SolverModel.solve(part, remaining(until), GreedyChoice.of(part).indexes());
    }
    Set<Candidate> best = Set.of();
    double cost = part.cost(best);
    for (int bits = 1; bits < 1 << indexes.size(); bits++) {
      Set<Candidate> some = new HashSet<>();
      for (int i = 0; i < indexes.size(); i++) {
        if ((bits >> i & 1) == 1) {
          some.add(indexes.get(i));
        }
      }
      double with = part.cost(some);
      if (with < cost) {
        best = some;
        cost = with;
      }
    }
    return Optional.of(new Chosen(best, cost, cost));
  }
}

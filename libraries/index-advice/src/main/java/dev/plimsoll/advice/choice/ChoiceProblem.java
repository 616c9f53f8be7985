package dev.plimsoll.advice.choice;

import dev.plimsoll.advice.candidate.Candidate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// Choice of indexes: which set makes the workload cheapest within a budget.
///
/// @param statements each with what it costs under sets of indexes
/// @param prices of the candidates
/// @param without cost of all statements without new indexes
public record ChoiceProblem(
    List<Options> statements, Map<Candidate, Price> prices, Budget budget, double without) {
  private static final double BURDEN = 0.01 / (1 << 30);
  private static final long LEAST_BYTES = 1 << 16;

  public ChoiceProblem {
    statements = List.copyOf(statements);
    prices = Map.copyOf(prices);
  }

  public ChoiceProblem(List<Options> statements, Map<Candidate, Price> prices, Budget budget) {
    this(statements, prices, budget, statements.stream().mapToDouble(Options::without).sum());
  }

  /// The part of some statements, whose indexes weigh as in the whole.
  ChoiceProblem part(List<Options> some, Budget its) {
    return new ChoiceProblem(some, prices, its, without);
  }

  /// Costs of a statement, weighted by its calls.
  ///
  /// @param without new indexes
  /// @param with a set of indexes, each set cheaper than without
  public record Options(String statement, double without, List<Configuration> with) {
    public Options {
      with = List.copyOf(with);
    }

    /// Without sets that cost no less than a part of them does.
    Options undominated() {
      List<Configuration> left = new ArrayList<>();
      for (Configuration some :
          with.stream()
              .sorted(
                  Comparator.comparingInt((Configuration c) -> c.indexes().size())
                      .thenComparingDouble(Configuration::cost))
              .toList()) {
        if (some.cost() < without
            && left.stream()
                .noneMatch(
                    less ->
                        less.cost() <= some.cost() && some.indexes().containsAll(less.indexes()))) {
          left.add(some);
        }
      }
      return new Options(statement, without, left);
    }

    /// Under a set of indexes: that of the cheapest configuration within it.
    public double under(Predicate<Candidate> chosen) {
      double cost = without;
      for (Configuration some : with) {
        if (some.cost() < cost && all(some.indexes(), chosen)) {
          cost = some.cost();
        }
      }
      return cost;
    }

    private static boolean all(Set<Candidate> indexes, Predicate<Candidate> chosen) {
      for (Candidate index : indexes) {
        if (!chosen.test(index)) {
          return false;
        }
      }
      return true;
    }
  }

  /// Atomic configuration: few indexes that a plan uses together.
  public record Configuration(Set<Candidate> indexes, double cost) {
    public Configuration {
      indexes = Set.copyOf(indexes);
    }
  }

  /// @param bytes of the index
  /// @param entries that the table's writes added to it, had it been there
  /// @param upkeep what these writes cost, in the unit of the statements' costs
  public record Price(long bytes, long entries, double upkeep) {
    static final Price NONE = new Price(0, 0, 0);

    public Price(long bytes, long entries) {
      this(bytes, entries, 0);
    }
  }

  /// What the workload's writes cost an index, in the unit of the statements' costs.
  public double upkeep(Candidate candidate) {
    return price(candidate).upkeep();
  }

  Price price(Candidate candidate) {
    return prices.getOrDefault(candidate, Price.NONE);
  }

  long bytes(Collection<Candidate> chosen) {
    return chosen.stream().mapToLong(candidate -> price(candidate).bytes()).sum();
  }

  boolean holds(Collection<Candidate> chosen) {
    long entries = chosen.stream().mapToLong(candidate -> price(candidate).entries()).sum();
    return bytes(chosen) <= budget.bytes()
        && chosen.size() <= budget.count()
        && entries <= budget.entries();
  }

  /// Cost of a candidate's existence: its upkeep by writes; and of two sets that serve alike, the
  /// smaller one is better. A GiB is worth a hundredth of the workload.
  double burden(Candidate candidate) {
    Price price = price(candidate);
    return price.upkeep() + BURDEN * without * (LEAST_BYTES + price.bytes());
  }

  public double without() {
    return without;
  }

  /// Of all statements under a set of indexes, and the burden of these.
  public double cost(Set<Candidate> chosen) {
    return statements.stream().mapToDouble(options -> options.under(chosen::contains)).sum()
        + chosen.stream().mapToDouble(this::burden).sum();
  }
}

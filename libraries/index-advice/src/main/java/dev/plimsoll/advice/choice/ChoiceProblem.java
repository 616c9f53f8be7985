package dev.plimsoll.advice.choice;

import dev.plimsoll.advice.candidate.Candidate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Choice of indexes: which set makes the workload cheapest within a budget.
///
/// @param statements each with what it costs under sets of indexes
/// @param prices of the candidates
public record ChoiceProblem(List<Options> statements, Map<Candidate, Price> prices, Budget budget) {
  private static final double BURDEN = 0.01 / (1 << 30);
  private static final long LEAST_BYTES = 1 << 16;

  public ChoiceProblem {
    statements = List.copyOf(statements);
    prices = Map.copyOf(prices);
  }

  /// Costs of a statement, weighted by its calls.
  ///
  /// @param without new indexes
  /// @param with a set of indexes, each set cheaper than without
  public record Options(String statement, double without, List<Configuration> with) {
    public Options {
      with = List.copyOf(with);
    }

    /// Under a set of indexes: that of the cheapest configuration within it.
    double under(Set<Candidate> chosen) {
      double cost = without;
      for (Configuration some : with) {
        if (some.cost() < cost && chosen.containsAll(some.indexes())) {
          cost = some.cost();
        }
      }
      return cost;
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
  public record Price(long bytes, long entries) {
    static final Price NONE = new Price(0, 0);
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

  /// Cost of a candidate's existence: of two sets that serve alike, the smaller one is better. A
  /// GiB is worth a hundredth of the workload.
  double burden(Candidate candidate) {
    return BURDEN * without() * (LEAST_BYTES + price(candidate).bytes());
  }

  double without() {
    return statements.stream().mapToDouble(Options::without).sum();
  }

  /// Of all statements under a set of indexes, and the burden of these.
  public double cost(Set<Candidate> chosen) {
    return statements.stream().mapToDouble(options -> options.under(chosen)).sum()
        + chosen.stream().mapToDouble(this::burden).sum();
  }
}

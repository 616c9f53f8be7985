package dev.plimsoll.advice.choice;

import dev.plimsoll.advice.candidate.Candidate;
import java.util.Set;

/// Set of indexes within a budget.
///
/// @param cost of the workload by the model, writes included
/// @param bound no set within the budget costs less; NaN where nothing is proven
public record Chosen(Set<Candidate> indexes, double cost, double bound) {
  public Chosen {
    indexes = Set.copyOf(indexes);
  }

  /// Share by which the cost may be above the optimum; NaN where nothing is proven.
  public double gap() {
    return (cost - bound) / Math.max(1e-9, Math.abs(bound));
  }
}

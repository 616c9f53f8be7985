package dev.plimsoll.planner.plan;

import dev.plimsoll.contracts.plan.PlanView.Alternative;
import dev.plimsoll.planning.plan.Proposal;
import dev.plimsoll.planning.simulation.Comparison;
import dev.plimsoll.planning.sizing.BuildCosts;
import dev.plimsoll.planning.strategy.Strategies;
import java.util.Comparator;
import java.util.List;

/// What other strategies would make of a plan. Pure.
final class OtherStrategies {
  private OtherStrategies() {}

  /// The quickest first.
  static List<Alternative> of(Proposal proposal, BuildCosts costs) {
    if (proposal.builds().isEmpty()) {
      return List.of();
    }
    Comparison comparison =
        Comparison.of(
            Strategies.all().stream()
                .filter(strategy -> !strategy.name().equals(proposal.strategy()))
                .toList(),
            proposal.jobs(),
            proposal.machine(),
            costs,
            null);
    double bound = Math.max(1, comparison.lowerBound().atLeast().toMillis());
    return comparison.rows().stream()
        .filter(row -> row.schedule().refused().isEmpty())
        .sorted(Comparator.comparing(Comparison.Row::makespan))
        .map(
            row ->
                new Alternative(
                    row.strategy(),
                    row.makespan().toMillis(),
                    Math.round(100 * row.makespan().toMillis() / bound) / 100.0))
        .toList();
  }
}

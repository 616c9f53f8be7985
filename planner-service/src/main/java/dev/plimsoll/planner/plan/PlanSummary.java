package dev.plimsoll.planner.plan;

import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.plan.PlanView.Alternative;
import dev.plimsoll.contracts.plan.PlanView.Refusal;
import dev.plimsoll.contracts.plan.PlanView.Totals;
import dev.plimsoll.contracts.plan.PlanView.WindowFit;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.planning.plan.Proposal;
import dev.plimsoll.planning.simulation.Comparison;
import dev.plimsoll.planning.sizing.BuildCosts;
import dev.plimsoll.planning.strategy.Strategies;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// The document of a plan: what a person decides on. Pure.
final class PlanSummary {
  private PlanSummary() {}

  /// @param compared whether the other strategies are asked as well
  static PlanView of(
      String database,
      Instant madeAt,
      Proposal proposal,
      List<PlannedBuild> builds,
      String hash,
      @Nullable Long windowMillis,
      boolean compared,
      BuildCosts costs,
      double predictionErrorPercent) {
    long makespan = proposal.makespan().toMillis();
    return new PlanView(
        UUID.randomUUID(),
        database,
        madeAt,
        builds,
        makespan,
        proposal.lowerBound().toMillis(),
        proposal.boundBy(),
        proposal.satisfied(),
        proposal.otherWarnings(),
        OpenEnum.of(PlanView.State.DRAFT),
        hash,
        proposal.strategy(),
        compared ? alternatives(proposal, costs) : List.of(),
        totals(proposal, builds),
        windowMillis == null
            ? null
            : new WindowFit(windowMillis, makespan <= windowMillis && proposal.refused().isEmpty()),
        proposal.refused().stream()
            .map(no -> new Refusal(no.table(), no.definition(), no.code(), no.reason()))
            .toList(),
        predictionErrorPercent);
  }

  private static List<Alternative> alternatives(Proposal proposal, BuildCosts costs) {
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
        .map(row -> alternative(row.strategy(), row.makespan(), bound))
        .toList();
  }

  private static Alternative alternative(String strategy, Duration makespan, double bound) {
    return new Alternative(
        strategy, makespan.toMillis(), Math.round(100 * makespan.toMillis() / bound) / 100.0);
  }

  private static Totals totals(Proposal proposal, List<PlannedBuild> builds) {
    long cpu = 0;
    for (Proposal.Build build : proposal.builds()) {
      cpu += build.milliCores() * build.planned().predictedMillis() / 1_000;
    }
    return new Totals(
        builds.stream().mapToLong(PlannedBuild::indexBytes).sum(),
        builds.stream().mapToLong(PlannedBuild::walBytes).sum(),
        peak(builds, PlannedBuild::maintenanceWorkMemBytes),
        peak(builds, PlannedBuild::temporaryBytes),
        (int) peak(builds, PlannedBuild::parallelWorkers),
        cpu);
  }

  /// The most at once: it can only be reached when something starts.
  static long peak(List<PlannedBuild> builds, ToLongFunction<PlannedBuild> figure) {
    long most = 0;
    for (PlannedBuild start : builds) {
      long at = start.startMillis();
      long sum =
          builds.stream()
              .filter(
                  build ->
                      build.startMillis() <= at
                          && (at < build.startMillis() + build.predictedMillis() || build == start))
              .mapToLong(figure)
              .sum();
      most = Math.max(most, sum);
    }
    return most;
  }
}

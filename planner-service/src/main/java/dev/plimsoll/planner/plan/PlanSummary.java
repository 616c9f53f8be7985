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
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Document of a plan, on which a person decides. Pure.
final class PlanSummary {
  private PlanSummary() {}

  /// @param compared whether other strategies are compared
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
        .map(
            row ->
                new Alternative(
                    row.strategy(),
                    row.makespan().toMillis(),
                    Math.round(100 * row.makespan().toMillis() / bound) / 100.0))
        .toList();
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

  /// Peak usage, which can only be reached when a build starts.
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

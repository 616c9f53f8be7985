package dev.plimsoll.benchmarks.builds;

import dev.plimsoll.benchmarks.stack.AppliedPlan;
import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.PlanRequest;
import dev.plimsoll.contracts.plan.PlanView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Way of one strategy: its plan is drafted before the clock starts, then applied and awaited.
final class StrategyRun implements KeyBuilds.Way {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

  private final PlannerApi planner;
  private final String strategy;
  private final Overheads overheads;
  private @Nullable PlanView draft;

  StrategyRun(PlannerApi planner, String strategy, Overheads overheads) {
    this.planner = planner;
    this.strategy = strategy;
    this.overheads = overheads;
  }

  @Override
  public void prepare(KeyBuilds of) {
    String database = of.database().address().database();
    draft = planner.draft(database, new PlanRequest(strategy, null, List.of()));
    if (draft.builds().size() != of.tables().names().size()) {
      throw new IllegalStateException(
          "planned " + draft.builds().size() + ": " + draft.findings().warnings());
    }
  }

  @Override
  public Duration build(KeyBuilds of, Map<String, Double> figures) throws InterruptedException {
    PlanView plan = Objects.requireNonNull(draft, "not prepared");
    Instant begin = Instant.now();
    List<BuildView> builds = AppliedPlan.await(planner, plan, BETWEEN_LOOKS);
    overheads.add(builds);
    figures.put("predictedSeconds", plan.prediction().makespanMillis() / 1e3);
    // By the builds' own times, on this machine's clock: frequent looks would take their CPU.
    return Duration.between(
        begin,
        builds.stream()
            .map(build -> Objects.requireNonNull(build.timing().endedAt()))
            .max(Comparator.naturalOrder())
            .orElseThrow());
  }

  /// Milliseconds that Kafka, ledger and recipe each add to a build.
  record Overheads(List<Double> kafka, List<Double> ledger, List<Double> recipe) {
    static Overheads none() {
      return new Overheads(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    private void add(List<BuildView> builds) {
      List<BuildView> sorted =
          builds.stream().sorted(Comparator.comparing(Overheads::dispatched)).toList();
      for (BuildView build : sorted) {
        kafka.add(millis(dispatched(build), Objects.requireNonNull(build.timing().startedAt())));
        recipe.add((double) (build.timing().totalMillis() - build.timing().actualMillis()));
        // The last build that ended before it made its slot or its share of the load line free.
        sorted.stream()
            .map(other -> Objects.requireNonNull(other.timing().endedAt()))
            .filter(end -> !end.isAfter(dispatched(build)))
            .max(Comparator.naturalOrder())
            .ifPresent(end -> ledger.add(millis(end, dispatched(build))));
      }
    }

    private static Instant dispatched(BuildView build) {
      return Objects.requireNonNull(build.timing().dispatchedAt());
    }

    private static double millis(Instant from, Instant to) {
      return Duration.between(from, to).toNanos() / 1e6;
    }
  }
}

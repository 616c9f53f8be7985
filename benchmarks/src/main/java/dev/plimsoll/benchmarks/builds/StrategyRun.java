package dev.plimsoll.benchmarks.builds;

import dev.plimsoll.benchmarks.harness.ProcessCpu;
import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.contracts.plan.ApplyRequest;
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

/// A plan by one strategy: drafted before the clock starts, applied and awaited while it runs.
final class StrategyRun extends Measured {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

  private final PlannerApi planner;
  private final String database;
  private final String strategy;
  private final Overheads overheads;
  private @Nullable PlanView draft;

  /// @param database as registered with the planner
  /// @param overheads takes what came on top of each build
  StrategyRun(
      BuildYard yard,
      ElevenTables tables,
      String collation,
      ProcessCpu cpu,
      PlannerApi planner,
      String database,
      String strategy,
      Overheads overheads) {
    super(yard, tables, collation, cpu);
    this.planner = planner;
    this.database = database;
    this.strategy = strategy;
    this.overheads = overheads;
  }

  @Override
  public void prepare() throws Exception {
    super.prepare();
    draft = planner.draft(database, new PlanRequest(strategy, null, List.of()));
    if (draft.builds().size() != tables().names().size()) {
      throw new IllegalStateException("planned " + draft.builds().size() + ": " + draft.warnings());
    }
  }

  @Override
  Duration build(Map<String, Double> figures) throws InterruptedException {
    PlanView plan = Objects.requireNonNull(draft, "not prepared");
    Instant begin = Instant.now();
    planner.apply(new ApplyRequest(plan.hash(), "bench"));
    List<BuildView> builds = planner.buildsOf(plan.id());
    while (!ended(builds)) {
      Thread.sleep(BETWEEN_LOOKS);
      builds = planner.buildsOf(plan.id());
    }
    overheads.add(builds);
    figures.put("predictedSeconds", plan.makespanMillis() / 1e3);
    // What the builds say, on the clock of this machine: looking closely would take their CPU.
    return Duration.between(begin, lastEnd(builds));
  }

  private static Instant lastEnd(List<BuildView> builds) {
    return builds.stream()
        .map(build -> Objects.requireNonNull(build.endedAt()))
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  private static boolean ended(List<BuildView> builds) {
    builds.stream()
        .filter(build -> build.state() == BuildView.State.FAILED)
        .findFirst()
        .ifPresent(
            failed -> {
              throw new IllegalStateException(failed.planned().table() + ": " + failed.error());
            });
    return !builds.isEmpty()
        && builds.stream().allMatch(build -> build.state() == BuildView.State.SUCCEEDED);
  }

  /// What Kafka, ledger and recipe add to a build, each by itself, in milliseconds.
  static final class Overheads {
    private final List<Double> kafka = new ArrayList<>();
    private final List<Double> ledger = new ArrayList<>();
    private final List<Double> recipe = new ArrayList<>();

    private void add(List<BuildView> builds) {
      List<BuildView> sorted =
          builds.stream().sorted(Comparator.comparing(Overheads::dispatched)).toList();
      for (BuildView build : sorted) {
        kafka.add(millis(dispatched(build), Objects.requireNonNull(build.startedAt())));
        recipe.add((double) (build.totalMillis() - build.actualMillis()));
        // Whatever ended last before it made its slot or its share of the load line free.
        sorted.stream()
            .map(other -> Objects.requireNonNull(other.endedAt()))
            .filter(end -> !end.isAfter(dispatched(build)))
            .max(Comparator.naturalOrder())
            .ifPresent(end -> ledger.add(millis(end, dispatched(build))));
      }
    }

    private static Instant dispatched(BuildView build) {
      return Objects.requireNonNull(build.dispatchedAt());
    }

    private static double millis(Instant from, Instant to) {
      return Duration.between(from, to).toNanos() / 1e6;
    }

    List<Double> kafka() {
      return kafka;
    }

    List<Double> ledger() {
      return ledger;
    }

    List<Double> recipe() {
      return recipe;
    }
  }
}

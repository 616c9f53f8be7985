package dev.plimsoll.vectors.exact;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.scan.workers.WorkerEstimator;
import dev.plimsoll.scan.workers.WorkerEstimator.ScanFacts;
import dev.plimsoll.scan.workers.WorkerEstimator.WorkerEstimate;
import dev.plimsoll.vectors.plan.WorkerCosts;
import dev.plimsoll.vectors.plan.WorkerCosts.Choice;
import dev.plimsoll.vectors.table.VectorTable;
import dev.plimsoll.vectors.table.VectorTable.Extent;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// Planner of exact searches: how many sessions are worth it.
///
/// A table that was never searched gets a worker for each 1000 pages, from 100 pages and 10,000
/// rows on. Once it is known how long one statement takes, a worker for each millisecond is worth a
/// try; whether they are faster is measured.
public final class ScanPlanner {
  private static final int PAGES = 1_000;

  // A statement costs from 0.1 ms on besides its blocks, on slow machines ten times that.
  private static final double PORTION_MILLIS = 10;
  private static final double RANGE_MILLIS = 4 * PORTION_MILLIS;

  private final WorkerEstimator first;
  private final WorkerEstimator learnt;
  private final WorkerCosts<QualifiedName> costs;

  /// @param first of tables whose cost is not known
  public ScanPlanner(WorkerEstimator first, WorkerCosts<QualifiedName> costs) {
    this.first = first;
    this.learnt = new WorkerEstimator(PAGES, 0, 0, first.rangesPerWorker());
    this.costs = costs;
  }

  /// @param limit of sessions, 1 or more
  /// @param cores of the server, 1 or more
  /// @param busy sessions there, 0 or more
  public ScanPlan plan(VectorTable table, int limit, int cores, int busy) {
    Extent extent = table.extent();
    @Nullable String indivisible = extent.indivisible();
    long blocks = Math.max(1, extent.longestBlocks());
    if (indivisible != null) {
      return new ScanPlan(1, 1, blocks, indivisible);
    }
    OptionalDouble alone = costs.alone(table.name());
    double pages = Math.max(1, extent.pages());
    double effort = Math.max(1, alone.orElse(pages / PAGES) * PAGES / pages);
    WorkerEstimate estimate =
        (alone.isPresent() ? learnt : first)
            .estimate(new ScanFacts(extent.pages(), extent.rows(), effort, limit, cores, busy));
    Choice choice = costs.choose(table.name(), estimate.workers());
    int workers = choice.workers();
    String reason =
        alone.isPresent() ? reason(alone.getAsDouble(), estimate, choice) : estimate.reason();
    double millis = effort * pages / PAGES;
    // Each range is a statement at least, and a long one is read by halves.
    int ranges =
        workers == 1
            ? 1
            : workers
                * Math.clamp((long) (millis / workers / RANGE_MILLIS), 1, first.rangesPerWorker());
    long portion = (long) Math.ceil(blocks * PORTION_MILLIS / Math.max(PORTION_MILLIS, millis));
    return new ScanPlan(workers, ranges, Math.clamp(portion, 1, blocks), reason);
  }

  private static String reason(double alone, WorkerEstimate estimate, Choice choice) {
    String one = String.format(Locale.ROOT, "one statement takes %.1f ms, ", alone);
    if (estimate.workers() == 1) {
      return one
          + (estimate.decider() == WorkerEstimate.Decider.PAGES
              ? "too little to share"
              : "and no more sessions or cores are free");
    }
    if (choice.tried()) {
      return one
          + (choice.workers() == 1
              ? "which is measured again"
              : "%d sessions are tried".formatted(choice.workers()));
    }
    return choice.workers() == 1
        ? one + "and up to %d sessions are no faster".formatted(estimate.workers())
        : one + "%d sessions are faster".formatted(choice.workers());
  }
}

package dev.plimsoll.vectors.exact;

import dev.plimsoll.scan.workers.WorkerEstimator;
import dev.plimsoll.scan.workers.WorkerEstimator.ScanFacts;
import dev.plimsoll.scan.workers.WorkerEstimator.WorkerEstimate;
import dev.plimsoll.vectors.table.VectorTable;
import dev.plimsoll.vectors.table.VectorTable.Extent;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// Planner of exact searches: how many sessions are worth it.
///
/// A table that was never searched gets a worker for each 1000 pages, from 100 pages and 10,000
/// rows on. Once its cost is known it gets one for each millisecond that a single session would
/// take, whatever its size.
public final class ScanPlanner {
  private static final int PAGES = 1_000;

  // A statement costs some 0.1 ms besides its blocks.
  private static final double PORTION_MILLIS = 10;

  private final WorkerEstimator first;
  private final WorkerEstimator learnt;
  private final ScanCosts costs;

  /// @param first of tables whose cost is not known
  public ScanPlanner(WorkerEstimator first, ScanCosts costs) {
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
    OptionalDouble known = costs.perThousandPages(table.name());
    double effort = Math.max(1, known.orElse(1));
    WorkerEstimate estimate =
        (known.isPresent() ? learnt : first)
            .estimate(new ScanFacts(extent.pages(), extent.rows(), effort, limit, cores, busy));
    double millis = effort * extent.pages() / PAGES;
    long portion = (long) Math.ceil(blocks * PORTION_MILLIS / Math.max(PORTION_MILLIS, millis));
    return new ScanPlan(
        estimate.workers(), estimate.ranges(), Math.clamp(portion, 1, blocks), estimate.reason());
  }
}

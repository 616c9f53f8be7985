package dev.plimsoll.connector.source;

import dev.plimsoll.scan.workers.WorkerEstimator;
import dev.plimsoll.scan.workers.WorkerEstimator.ScanFacts;
import dev.plimsoll.scan.workers.WorkerEstimator.WorkerEstimate;

/// How many workers read a large table side by side where a request says nothing: one for each
/// 1000 pages of 8 kB, none more than the source has connections and idle cores for. Pure.
public final class ReaderCount {
  private static final int BYTES_PER_PAGE = 8192;
  private static final int PAGES_PER_WORKER = 1_000;

  private final WorkerEstimator estimator;
  private final int most;

  /// @param rangeBytes of a range of blocks: where that is less than 1000 pages, a range is
  ///     worth a
  ///     worker
  /// @param most workers on one table
  public ReaderCount(long rangeBytes, int most) {
    int pages = (int) Math.clamp(rangeBytes / BYTES_PER_PAGE, 1, PAGES_PER_WORKER);
    // Rows are not asked: a few of 10 MB each are as worth sharing as many small ones.
    this.estimator = new WorkerEstimator(pages, 0, 0, 1);
    this.most = most;
  }

  /// @param bytes of the table's rows, in and beside its heap
  public WorkerEstimate choose(long bytes, ServerUtilization load) {
    // The other half is for those who work there.
    int limit = Math.clamp(load.connections() / 2, 1, most);
    return estimator.estimate(
        new ScanFacts(bytes / BYTES_PER_PAGE, 0, 1, limit, load.cores(), load.busy()));
  }
}

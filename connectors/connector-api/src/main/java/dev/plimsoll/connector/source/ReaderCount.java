package dev.plimsoll.connector.source;

import dev.plimsoll.scan.workers.WorkerEstimator;
import dev.plimsoll.scan.workers.WorkerEstimator.ScanFacts;
import dev.plimsoll.scan.workers.WorkerEstimator.WorkerEstimate;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Default number of parallel workers on a table: one for each 1000 pages of 8 kB, at most as many
/// as the source has connections and idle cores for. Its utilization is measured once, on first
/// use. For one thread.
public final class ReaderCount {
  private static final int BYTES_PER_PAGE = 8192;
  private static final int PAGES_PER_WORKER = 1_000;

  /// Measurement of the source's utilization.
  @FunctionalInterface
  public interface Probe {
    ServerUtilization measure() throws SQLException;
  }

  private final WorkerEstimator estimator;
  private final int most;
  private final Probe probe;
  private @Nullable ServerUtilization measured;

  /// @param rangeBytes of a range of blocks: one of fewer than 1000 pages is worth a worker, too
  /// @param most workers on one table
  public ReaderCount(long rangeBytes, int most, Probe probe) {
    int pages = (int) Math.clamp(rangeBytes / BYTES_PER_PAGE, 1, PAGES_PER_WORKER);
    // Whatever the number of rows: a few of 10 MB each are worth sharing, too.
    this.estimator = new WorkerEstimator(pages, 0, 0, 1);
    this.most = most;
    this.probe = probe;
  }

  /// @param bytes of the table's rows, TOAST included
  public WorkerEstimate choose(long bytes) throws SQLException {
    ServerUtilization load = utilization();
    // The other half is for the source's own users.
    int limit = Math.clamp(load.connections() / 2, 1, most);
    return estimator.estimate(
        new ScanFacts(bytes / BYTES_PER_PAGE, 0, 1, limit, load.cores(), load.busy()));
  }

  private ServerUtilization utilization() throws SQLException {
    ServerUtilization utilization = measured;
    if (utilization == null) {
      utilization = probe.measure();
      measured = utilization;
    }
    return utilization;
  }
}

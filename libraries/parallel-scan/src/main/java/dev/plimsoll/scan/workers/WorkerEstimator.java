package dev.plimsoll.scan.workers;

import dev.plimsoll.scan.workers.WorkerEstimator.WorkerEstimate.Decider;
import java.util.Locale;

/// Estimator of workers: one for each 1000 pages, more for costly rows, limited by the source's
/// connections and idle cores. Small tables get one.
///
/// @param pagesPerWorker 1 or more
/// @param leastPages below which one worker reads, 0 or more
/// @param leastRows below which one worker reads, 0 or more
/// @param rangesPerWorker 1 or more
public record WorkerEstimator(
    int pagesPerWorker, long leastPages, long leastRows, int rangesPerWorker) {
  /// The original design's figures, which the concepts page discusses.
  public static final WorkerEstimator DEFAULT = new WorkerEstimator(1_000, 100, 10_000, 3);

  public WorkerEstimator {
    if (pagesPerWorker < 1 || leastPages < 0 || leastRows < 0 || rangesPerWorker < 1) {
      throw new IllegalArgumentException(
          "pages a worker %d, least pages %d, least rows %d, ranges a worker %d"
              .formatted(pagesPerWorker, leastPages, leastRows, rangesPerWorker));
    }
  }

  public WorkerEstimate estimate(ScanFacts facts) {
    if (facts.pages() < leastPages || facts.rows() < leastRows) {
      return of(
          1,
          Decider.SMALL,
          text("%,d pages and %,d rows are too little to share", facts.pages(), facts.rows()));
    }
    int wanted =
        (int)
            Math.clamp(
                Math.floor(facts.effort() * facts.pages() / pagesPerWorker),
                1,
                Integer.MAX_VALUE / rangesPerWorker);
    int idle = Math.max(1, facts.cores() - facts.busy());
    if (wanted <= Math.min(facts.limit(), idle)) {
      return of(
          wanted,
          Decider.PAGES,
          text("%,d pages, one worker for each %,d", facts.pages(), pagesPerWorker)
              + (facts.effort() > 1 ? text(", times %.1f for their effort", facts.effort()) : ""));
    }
    if (facts.limit() <= idle) {
      return of(
          facts.limit(),
          Decider.LIMIT,
          text("%,d by its pages, but the source grants %d", wanted, facts.limit()));
    }
    return of(
        idle,
        Decider.LOAD,
        text("%,d by its pages, but the source has ", wanted)
            + (facts.busy() == 0
                ? cores(facts.cores())
                : "%d of %s busy"
                    .formatted(Math.min(facts.busy(), facts.cores()), cores(facts.cores()))));
  }

  private static String text(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }

  private static String cores(int cores) {
    return cores == 1 ? "1 core" : cores + " cores";
  }

  private WorkerEstimate of(int workers, Decider decider, String reason) {
    return new WorkerEstimate(
        workers, workers == 1 ? 1 : workers * rangesPerWorker, decider, reason);
  }

  /// Facts that the number of workers depends on.
  ///
  /// @param pages of 8 kB to read, 0 or more
  /// @param rows expected, 0 or more
  /// @param effort of a row relative to an extract, 1 or more; more where workers compute
  /// @param limit of workers by the source's free connections, `max_parallel_workers_per_gather`
  ///     and the configured maximum, 1 or more
  /// @param cores of the source, 1 or more
  /// @param busy active sessions of the source, 0 or more
  public record ScanFacts(long pages, long rows, double effort, int limit, int cores, int busy) {
    public ScanFacts {
      if (pages < 0 || rows < 0 || !(effort >= 1) || limit < 1 || cores < 1 || busy < 0) {
        throw new IllegalArgumentException(
            "pages %d, rows %d, effort %s, limit %d, cores %d, busy %d"
                .formatted(pages, rows, effort, limit, cores, busy));
      }
    }
  }

  /// Number of workers and its reason.
  ///
  /// @param workers 1 or more
  /// @param ranges to cut the table into at first
  /// @param decider what limits the number
  /// @param reason in words
  public record WorkerEstimate(int workers, int ranges, Decider decider, String reason) {
    /// Reason for the number.
    public enum Decider {
      SMALL,
      PAGES,
      LIMIT,
      LOAD
    }
  }
}

package dev.plimsoll.scan.workers;

import dev.plimsoll.scan.workers.WorkerEstimate.Decider;
import java.util.Locale;

/// A worker for each 1000 pages, more where a row takes effort, no more than the source grants and
/// has cores idle for. Small tables get one.
///
/// @param pagesPerWorker 1 or more
/// @param leastPages below which one worker reads, 0 or more
/// @param leastRows below which one worker reads, 0 or more
/// @param rangesPerWorker 1 or more
public record WorkerEstimator(
    int pagesPerWorker, long leastPages, long leastRows, int rangesPerWorker) {
  /// The figures that came with the design it grew from; see the concepts page for what speaks
  // against
  /// them.
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
          String.format(
              Locale.ROOT,
              "%,d pages and %,d rows are too little to share",
              facts.pages(),
              facts.rows()));
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
          String.format(
                  Locale.ROOT, "%,d pages, one worker for each %,d", facts.pages(), pagesPerWorker)
              + (facts.effort() > 1
                  ? String.format(Locale.ROOT, ", times %.1f for their effort", facts.effort())
                  : ""));
    }
    if (facts.limit() <= idle) {
      return of(
          facts.limit(),
          Decider.LIMIT,
          String.format(
              Locale.ROOT, "%,d by its pages, but the source grants %d", wanted, facts.limit()));
    }
    return of(
        idle,
        Decider.LOAD,
        String.format(Locale.ROOT, "%,d by its pages, but the source has ", wanted)
            + (facts.busy() == 0
                ? cores(facts.cores())
                : "%d of %s busy"
                    .formatted(Math.min(facts.busy(), facts.cores()), cores(facts.cores()))));
  }

  private static String cores(int cores) {
    return cores == 1 ? "1 core" : cores + " cores";
  }

  private WorkerEstimate of(int workers, Decider decider, String reason) {
    return new WorkerEstimate(
        workers, workers == 1 ? 1 : workers * rangesPerWorker, decider, reason);
  }
}

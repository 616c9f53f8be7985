package dev.plimsoll.builder.progress;

import dev.plimsoll.builder.progress.BackendActivity.CreateProgress;
import java.time.Duration;

/// Phases of `CREATE INDEX CONCURRENTLY`, by their names in `pg_stat_progress_create_index`, with
/// their costs.
///
/// Costs are the times for a row of a btree: scan and sort, merge and load, validation take about
/// 0.44, 0.22 and 0.21 microseconds on 12 million rows of a 64-digit key. Workers divide the first
/// among them, so that with three the load is half of all. Waiting costs nothing: its time is
/// unknown.
public enum CreatePhase {
  INITIALIZING("initializing", 0.0, false),
  WAITING_FOR_WRITERS("waiting for writers before build", 0.0, false),
  SCANNING("building index: scanning table", 0.34, true),
  SORTING("building index: sorting live tuples", 0.10, true),
  LOADING("building index: loading tuples in tree", 0.22, false),
  WAITING_FOR_WRITERS_AGAIN("waiting for writers before validation", 0.0, false),
  VALIDATING_INDEX("index validation: scanning index", 0.06, false),
  VALIDATING_SORT("index validation: sorting tuples", 0.02, false),
  VALIDATING_TABLE("index validation: scanning table", 0.13, false),
  WAITING_FOR_SNAPSHOTS("waiting for old snapshots", 0.0, false);

  /// Share of all phases together; the rest is the recipe's other steps.
  public static final double ALL = 0.96;

  private final String text;
  private final double cost;
  private final boolean divisible;

  CreatePhase(String text, double cost, boolean divisible) {
    this.text = text;
    this.cost = cost;
    this.divisible = divisible;
  }

  /// Done fraction of the whole build, 0 to [#ALL].
  ///
  /// @param workers beside the leader, 0 or more
  /// @param inPhase time in this phase
  /// @param predicted time of the whole CREATE INDEX, for phases without counters
  public static double fraction(
      CreateProgress progress, int workers, Duration inPhase, Duration predicted) {
    double before = 0;
    for (CreatePhase phase : values()) {
      double share = phase.share(workers);
      if (progress.phase().equals(phase.text)) {
        return Math.min(ALL, before + share * within(phase, share, progress, inPhase, predicted));
      }
      before += share;
    }
    // Other access methods have their own subphases, or none: all building is one phase until
    // validation.
    double building = SCANNING.share(workers) + SORTING.share(workers) + LOADING.share(workers);
    return progress.phase().startsWith("building index")
        ? building * within(SCANNING, building, progress, inPhase, predicted)
        : 0;
  }

  private double share(int workers) {
    double sum = 0;
    for (CreatePhase phase : values()) {
      sum += phase.time(workers);
    }
    return ALL * time(workers) / sum;
  }

  private double time(int workers) {
    return divisible ? cost / (workers + 1) : cost;
  }

  private static double within(
      CreatePhase phase,
      double share,
      CreateProgress progress,
      Duration inPhase,
      Duration predicted) {
    if (progress.tuplesTotal() > 0 && phase == LOADING) {
      return ratio(progress.tuplesDone(), progress.tuplesTotal());
    }
    if (progress.blocksTotal() > 0 && phase != SORTING && phase != VALIDATING_SORT) {
      return ratio(progress.blocksDone(), progress.blocksTotal());
    }
    double expectedMillis = share * predicted.toMillis();
    return expectedMillis <= 0 ? 0 : Math.min(0.95, inPhase.toMillis() / expectedMillis);
  }

  private static double ratio(long done, long total) {
    return Math.clamp((double) done / total, 0.0, 1.0);
  }
}

package dev.plimsoll.builder.progress;

import dev.plimsoll.builder.progress.BackendActivity.CreateProgress;
import java.time.Duration;

/// The phases of `CREATE INDEX CONCURRENTLY` as `pg_stat_progress_create_index` names them, each
/// with its share of the work.
///
/// The shares follow what building a btree costs per row: scanning and sorting, then merging and
/// loading, then validating, about 0.44 to 0.22 to 0.21 microseconds on 12 million rows of a
/// 64-digit key. Waiting has no share: nobody knows how long it takes.
public enum CreatePhase {
  INITIALIZING("initializing", 0.0),
  WAITING_FOR_WRITERS("waiting for writers before build", 0.0),
  SCANNING("building index: scanning table", 0.42),
  SORTING("building index: sorting live tuples", 0.13),
  LOADING("building index: loading tuples in tree", 0.21),
  WAITING_FOR_WRITERS_AGAIN("waiting for writers before validation", 0.0),
  VALIDATING_INDEX("index validation: scanning index", 0.06),
  VALIDATING_SORT("index validation: sorting tuples", 0.02),
  VALIDATING_TABLE("index validation: scanning table", 0.12),
  WAITING_FOR_SNAPSHOTS("waiting for old snapshots", 0.0);

  /// Share of all phases together; the rest is the recipe's other steps.
  public static final double ALL = 0.96;

  private final String text;
  private final double share;

  CreatePhase(String text, double share) {
    this.text = text;
    this.share = share;
  }

  /// The fraction of the whole build that is done, 0 to [#ALL].
  ///
  /// @param inPhase how long the phase has lasted
  /// @param predicted what the whole CREATE INDEX is expected to take; used where a phase counts
  ///     nothing
  public static double fraction(CreateProgress progress, Duration inPhase, Duration predicted) {
    double before = 0;
    for (CreatePhase phase : values()) {
      if (progress.phase().equals(phase.text)) {
        return Math.min(ALL, before + phase.share * within(phase, progress, inPhase, predicted));
      }
      before += phase.share;
    }
    // Access methods other than btree have subphases of their own.
    return progress.phase().startsWith("building index")
        ? SCANNING.share * within(SCANNING, progress, inPhase, predicted)
        : 0;
  }

  private static double within(
      CreatePhase phase, CreateProgress progress, Duration inPhase, Duration predicted) {
    if (progress.tuplesTotal() > 0 && phase == LOADING) {
      return ratio(progress.tuplesDone(), progress.tuplesTotal());
    }
    if (progress.blocksTotal() > 0 && phase != SORTING && phase != VALIDATING_SORT) {
      return ratio(progress.blocksDone(), progress.blocksTotal());
    }
    double expectedMillis = phase.share * predicted.toMillis();
    return expectedMillis <= 0 ? 0 : Math.min(0.95, inPhase.toMillis() / expectedMillis);
  }

  private static double ratio(long done, long total) {
    return Math.clamp((double) done / total, 0.0, 1.0);
  }
}

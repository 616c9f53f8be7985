package dev.plimsoll.builder.progress;

import dev.plimsoll.builder.progress.BackendActivity.CreateProgress;
import dev.plimsoll.contracts.build.PhaseTimes;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

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

  /// Stopwatch of phases, from looks at a CREATE INDEX. A phase is taken to change half-way between
  /// two looks. The time before the first look is scanning, unless that look saw a wait.
  public static final class Stopwatch {
    private enum Part {
      SORT,
      LOAD,
      VALIDATION,
      WAIT
    }

    private final long[] millis = new long[Part.values().length];
    private final boolean[] seen = new boolean[Part.values().length];
    private @Nullable Part last;
    private long lastMillis;

    /// @param phase of `pg_stat_progress_create_index`
    /// @param running since the statement began
    public void saw(String phase, Duration running) {
      long now = running.toMillis();
      if (now < lastMillis) {
        // A new statement: the session was lost and the build begun again.
        Arrays.fill(millis, 0);
        Arrays.fill(seen, false);
        last = null;
        lastMillis = 0;
      }
      Part part = part(phase);
      Part before = last == null ? (part == Part.WAIT ? Part.WAIT : Part.SORT) : last;
      long between = now - lastMillis;
      if (last == null || before == part) {
        millis[before.ordinal()] += between;
      } else {
        millis[before.ordinal()] += between / 2;
        millis[part.ordinal()] += between - between / 2;
      }
      seen[part.ordinal()] = true;
      last = part;
      lastMillis = now;
    }

    /// @param total time of the statement
    /// @return null without any look
    public @Nullable PhaseTimes end(Duration total) {
      if (last == null) {
        return null;
      }
      millis[last.ordinal()] += Math.max(0, total.toMillis() - lastMillis);
      lastMillis = Math.max(lastMillis, total.toMillis());
      return new PhaseTimes(of(Part.SORT), of(Part.LOAD), of(Part.VALIDATION), of(Part.WAIT));
    }

    private long of(Part part) {
      return seen[part.ordinal()] || millis[part.ordinal()] > 0 ? millis[part.ordinal()] : -1;
    }

    private static Part part(String phase) {
      if (phase.startsWith("waiting")) {
        return Part.WAIT;
      }
      if (phase.startsWith("index validation")) {
        return Part.VALIDATION;
      }
      return phase.equals("building index: loading tuples in tree") ? Part.LOAD : Part.SORT;
    }
  }
}

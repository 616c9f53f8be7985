package dev.plimsoll.planning.sizing;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/// How long a concurrent build takes: Amdahl's law with three costs a row. Measured on 2 cores with
/// PostgreSQL 18 at 12 million rows; another machine is `machineFactor` times as slow.
public final class BuildCosts {
  /// @param sort scan and sort, which workers share, in µs a row at [#REFERENCE_ROWS]
  /// @param serial merge, load and WAL by the leader alone, in µs a row
  /// @param validation of CREATE INDEX CONCURRENTLY, by one process, in µs a row
  /// @param inMemory what the sort takes of that when everything fits in memory
  public record RowCost(double sort, double serial, double validation, double inMemory) {}

  private static final double REFERENCE_ROWS = 12e6;
  // What does not depend on the rows: transactions, waits for older ones, a worker's start.
  private static final double FIXED_MILLIS = 25;
  private static final double WORKER_MILLIS = 8;
  // Each further pass writes and reads everything again.
  private static final double FURTHER_PASS = 0.4;

  private static final Map<KeyKind, RowCost> MEASURED =
      new EnumMap<>(
          Map.of(
              KeyKind.FIXED, new RowCost(0.27, 0.10, 0.17, 0.80),
              KeyKind.TEXT_C, new RowCost(0.44, 0.22, 0.21, 0.92),
              KeyKind.OTHER, new RowCost(0.70, 0.24, 0.21, 0.90),
              KeyKind.TEXT_ICU, new RowCost(0.75, 0.26, 0.21, 0.75),
              KeyKind.TEXT_LIBC_C, new RowCost(1.43, 0.30, 0.21, 1.45),
              KeyKind.TEXT_LIBC, new RowCost(2.20, 0.36, 0.21, 1.45)));

  /// As measured, on a machine like the one measured on.
  public static final BuildCosts DEFAULT = new BuildCosts(1);

  private final double machineFactor;

  /// @param machineFactor above 0; 2 for a machine half as fast
  public BuildCosts(double machineFactor) {
    if (!(machineFactor > 0)) {
      throw new IllegalArgumentException("machineFactor must be above 0");
    }
    this.machineFactor = machineFactor;
  }

  /// @param workers that take part beside the leader
  /// @param passes merge passes; 0 where the sort fits in memory
  public Duration elapsed(KeyKind kind, long rows, int workers, int passes) {
    double divided = sortMillis(kind, rows, passes) / (workers + 1);
    return millis(FIXED_MILLIS + WORKER_MILLIS * workers + divided + serialMillis(kind, rows));
  }

  /// CPU time of all participants together.
  public Duration cpu(KeyKind kind, long rows, int workers, int passes) {
    return millis(
        FIXED_MILLIS
            + WORKER_MILLIS * workers
            + sortMillis(kind, rows, passes)
            + serialMillis(kind, rows));
  }

  /// True where keeping the sort in memory is faster than one merge pass. With libc's comparison it
  /// is slower: a quicksort compares more often than a merge of short runs.
  public static boolean memoryPays(KeyKind kind) {
    return cost(kind).inMemory() < 1;
  }

  private static double sortMillis(KeyKind kind, long rows, int passes) {
    RowCost cost = cost(kind);
    double scale = Math.log(Math.max(2, rows)) / Math.log(REFERENCE_ROWS);
    double memory = passes == 0 ? cost.inMemory() : 1 + FURTHER_PASS * (passes - 1);
    return rows * cost.sort() * scale * memory / 1_000;
  }

  private static double serialMillis(KeyKind kind, long rows) {
    RowCost cost = cost(kind);
    return rows * (cost.serial() + cost.validation()) / 1_000;
  }

  private static RowCost cost(KeyKind kind) {
    RowCost cost = MEASURED.get(kind);
    if (cost == null) {
      throw new IllegalStateException("no costs for " + kind);
    }
    return cost;
  }

  private Duration millis(double onReferenceMachine) {
    return Duration.ofNanos(Math.round(onReferenceMachine * machineFactor * 1e6));
  }
}

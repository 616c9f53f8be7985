package dev.plimsoll.planning.sizing;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/// A cost model of concurrent builds: Amdahl's law with three costs a row. Measured on 2 cores with
/// PostgreSQL 18 at 12 million rows; `machineFactor` scales it to slower machines, and
/// [dev.plimsoll.planning.calibration.Calibration] learns a database's own costs.
public final class BuildCosts {
  /// @param sort scan and sort, shared by all processes, in µs a row at [#REFERENCE_ROWS]
  /// @param serial merge, load and WAL by the leader alone, in µs a row at [#REFERENCE_ROWS]
  /// @param validation of CREATE INDEX CONCURRENTLY, by one process, in µs a row
  /// @param inMemory factor of the sort where everything fits in memory
  public record RowCost(double sort, double serial, double validation, double inMemory) {
    public RowCost times(double bySort, double bySerial, double byValidation) {
      return new RowCost(sort * bySort, serial * bySerial, validation * byValidation, inMemory);
    }
  }

  /// CPU of a build's phases, in milliseconds.
  ///
  /// @param overhead transactions, waits for older ones, starts of workers: by one process
  /// @param sort shared by leader and workers
  /// @param serial by the leader alone
  /// @param validation by one process
  public record Phases(double overhead, double sort, double serial, double validation) {
    public double total() {
      return overhead + sort + serial + validation;
    }

    /// Elapsed time without waits for cores or disk.
    public double elapsed(int workers) {
      return overhead + sort / (workers + 1) + serial + validation;
    }

    public Phases times(double factor) {
      return new Phases(overhead * factor, sort * factor, serial * factor, validation * factor);
    }
  }

  /// Factors of builds of vectors, beside the machine's.
  ///
  /// @param graphs above 0: of [VectorGraph#millis]
  /// @param lists above 0: of what [VectorLists#phases] adds to a sort
  public record VectorFactors(double graphs, double lists) {
    static final VectorFactors ASSUMED = new VectorFactors(1, 1);
  }

  private static final double REFERENCE_ROWS = 12e6;
  // Fixed costs: transactions, waits for older ones, a worker's start.
  private static final double FIXED_MILLIS = 25;
  private static final double WORKER_MILLIS = 8;
  // A further pass writes and reads every tuple again. Comparisons stay, since each pass merges
  // fewer runs; its disk time is counted in bytes.
  private static final double FURTHER_PASS = 0.1;

  // FIXED_IN_ORDER and FIXED_WIDE are guesses beside FIXED, until a database's builds say more.
  private static final Map<KeyKind, RowCost> MEASURED =
      Map.of(
          KeyKind.FIXED_IN_ORDER, new RowCost(0.14, 0.10, 0.17, 0.80),
          KeyKind.FIXED, new RowCost(0.27, 0.10, 0.17, 0.80),
          KeyKind.FIXED_WIDE, new RowCost(0.40, 0.14, 0.17, 0.85),
          KeyKind.TEXT_C, new RowCost(0.44, 0.22, 0.21, 0.92),
          KeyKind.OTHER, new RowCost(0.70, 0.24, 0.21, 0.90),
          KeyKind.TEXT_ICU, new RowCost(0.75, 0.26, 0.21, 0.75),
          KeyKind.TEXT_LIBC_C, new RowCost(1.43, 0.30, 0.21, 1.45),
          KeyKind.TEXT_LIBC, new RowCost(2.20, 0.36, 0.21, 1.45));

  public static final BuildCosts DEFAULT = measured(1);

  private final Map<KeyKind, RowCost> rowCosts;
  private final double fixedMillis;
  private final double machineFactor;
  private final VectorFactors vectors;

  /// @param rowCosts for every kind
  /// @param fixedMillis above 0: of a build without workers or rows
  /// @param machineFactor above 0; 2 for a machine half as fast
  public BuildCosts(Map<KeyKind, RowCost> rowCosts, double fixedMillis, double machineFactor) {
    this(rowCosts, fixedMillis, machineFactor, VectorFactors.ASSUMED);
  }

  private BuildCosts(
      Map<KeyKind, RowCost> rowCosts,
      double fixedMillis,
      double machineFactor,
      VectorFactors vectors) {
    if (!(machineFactor > 0 && fixedMillis > 0)) {
      throw new IllegalArgumentException("machineFactor and fixedMillis must be above 0");
    }
    for (KeyKind kind : KeyKind.values()) {
      if (!rowCosts.containsKey(kind)) {
        throw new IllegalArgumentException("no costs for " + kind);
      }
    }
    this.rowCosts = new EnumMap<>(rowCosts);
    this.fixedMillis = fixedMillis;
    this.machineFactor = machineFactor;
    this.vectors = vectors;
  }

  /// The costs that were measured, before any observation of a database's own builds.
  ///
  /// @param machineFactor above 0; 2 for a machine half as fast
  public static BuildCosts measured(double machineFactor) {
    return new BuildCosts(MEASURED, FIXED_MILLIS, machineFactor);
  }

  public BuildCosts withFixed(double fixedFactor) {
    return new BuildCosts(rowCosts, fixedMillis * fixedFactor, machineFactor, vectors);
  }

  public BuildCosts withVectors(VectorFactors learnt) {
    return new BuildCosts(rowCosts, fixedMillis, machineFactor, learnt);
  }

  /// @param workers beside the leader
  /// @param passes merge passes; 0 where the sort fits in memory
  public Duration elapsed(KeyKind kind, long rows, int workers, int passes) {
    return duration(phases(kind, rows, workers, passes).elapsed(workers));
  }

  /// The phases' costs. Sort and merge compare each row log2(rows) times.
  public Phases phases(KeyKind kind, long rows, int workers, int passes) {
    RowCost cost = of(kind);
    double scale = Math.log(Math.max(2, rows)) / Math.log(REFERENCE_ROWS);
    double memory = passes == 0 ? cost.inMemory() : 1 + FURTHER_PASS * (passes - 1);
    return new Phases(
            fixedMillis + WORKER_MILLIS * workers,
            rows * cost.sort() * scale * memory / 1_000,
            rows * cost.serial() * scale / 1_000,
            rows * cost.validation() / 1_000)
        .times(machineFactor);
  }

  /// Costs of a row without the machine's factor.
  public RowCost of(KeyKind kind) {
    RowCost cost = rowCosts.get(kind);
    if (cost == null) {
      throw new IllegalStateException("no costs for " + kind);
    }
    return cost;
  }

  /// Fixed cost of a build without workers and without the machine's factor.
  public double fixedMillis() {
    return fixedMillis;
  }

  public double machineFactor() {
    return machineFactor;
  }

  /// Factor of [VectorGraph#millis], the machine's included.
  public double ofGraphs() {
    return vectors.graphs() * machineFactor;
  }

  /// Factor of what [VectorLists#phases] adds to a sort, the machine's included.
  public double ofLists() {
    return vectors.lists() * machineFactor;
  }

  /// Whether a sort in memory is faster than one merge pass. With libc's comparison it is slower: a
  /// quicksort compares more often than a merge of short runs.
  public static boolean memoryPays(KeyKind kind) {
    return DEFAULT.of(kind).inMemory() < 1;
  }

  /// To the nanosecond.
  public static Duration duration(double millis) {
    return Duration.ofNanos(Math.round(millis * 1e6));
  }
}

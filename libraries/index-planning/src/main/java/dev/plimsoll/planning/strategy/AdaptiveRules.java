package dev.plimsoll.planning.strategy;

/// The functions `calculate_optimal_parallel_workers` and `get_table_specific_optimization` of the
/// scripts that this product replaces, to the letter; sizes in GB of 2^30 bytes.
///
/// Their text contradicts them and itself, as `SeedZeroTest` records: with 64 GB the function gives
/// a table of 339 GB 4 workers and 18 GB, one example 6 workers and 12 GB, another 6 and 18 GB.
/// Below 13.4 GB of memory they divide by a number of workers that is 0; here by 1 at least.
///
/// @param aboveThreeHundred multiplier of the memory for tables above 300 GB
/// @param aboveOneFifty multiplier of the memory for tables above 150 GB
/// @param reservedShare of memory that stays free
record AdaptiveRules(
    int baseWorkers, double aboveThreeHundred, double aboveOneFifty, double reservedShare) {

  /// For production.
  static final AdaptiveRules CONSERVATIVE = new AdaptiveRules(4, 1.5, 1.2, 0.25);

  /// For a machine with nothing else to do.
  static final AdaptiveRules AGGRESSIVE = new AdaptiveRules(6, 2.0, 1.5, 0.15);

  private static final double GB_PER_WORKER = 10;
  private static final int MOST_WORKERS = 8;
  private static final double CAP_GB = 32;
  private static final double FLOOR_GB = 1;

  /// @return 0 for a table of 200 GB or more with less memory than for one worker
  int workers(double tableGb, double ramGb) {
    if (tableGb < 50) {
      return Math.max(1, baseWorkers / 4);
    }
    if (tableGb < 100) {
      return Math.max(2, baseWorkers / 2);
    }
    if (tableGb < 200) {
      return baseWorkers;
    }
    int byMemory = (int) (ramGb * (1 - reservedShare) / GB_PER_WORKER);
    return Math.min(byMemory, Math.min(baseWorkers + 2, MOST_WORKERS));
  }

  /// `maintenance_work_mem` in whole GB, halves to the even one.
  ///
  /// @param batchSize builds at once, 1 or more
  long memoryGb(double tableGb, double ramGb, int batchSize) {
    int workers = Math.max(1, workers(tableGb, ramGb));
    double each = ramGb * (1 - reservedShare) / (workers * batchSize);
    if (tableGb > 300) {
      each *= aboveThreeHundred;
    } else if (tableGb > 150) {
      each *= aboveOneFifty;
    }
    return (long) Math.rint(Math.clamp(each, FLOOR_GB, CAP_GB));
  }
}

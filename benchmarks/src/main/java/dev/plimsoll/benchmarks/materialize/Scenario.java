package dev.plimsoll.benchmarks.materialize;

/// What is appended onto, and who gives the offsets.
///
/// @param title as the figures call it
/// @param workers that give offsets, where they are given later
/// @param history batches with offsets that are there before
/// @param heldSnapshot a session idles in a transaction with a snapshot meanwhile
record Scenario(
    String title,
    int partitions,
    int batchesPerFile,
    int workers,
    long history,
    boolean heldSnapshot) {
  static final Scenario SIXTEEN = new Scenario("16 parts", 16, 50, 1, 0, false);
  static final Scenario MANY_PARTITIONS = new Scenario("10,000 parts", 10_000, 50, 1, 0, false);
  static final Scenario SMALL_FILES = new Scenario("files of 10", 16, 10, 1, 0, false);
  static final Scenario TWO_WORKERS = new Scenario("2 workers", 16, 50, 2, 0, false);
  static final Scenario HELD = new Scenario("held", 16, 50, 1, 0, true);

  private static final long HISTORY = 1_000_000;
  private static final long QUICK_HISTORY = 100_000;
  private static final int PART_TO_REMOVE = 5;

  /// Beside what has offsets already.
  static Scenario history(boolean quick) {
    return new Scenario("history", 16, 50, 1, quick ? QUICK_HISTORY : HISTORY, false);
  }

  /// Beside retention, which removes a history and then what comes.
  static Scenario retained(boolean quick) {
    long history = history(quick).history() / PART_TO_REMOVE;
    return new Scenario("retention", 16, 50, 1, history, false);
  }
}

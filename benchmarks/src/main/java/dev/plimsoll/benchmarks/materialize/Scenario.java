package dev.plimsoll.benchmarks.materialize;

/// Scenario of a run.
///
/// @param title in the figures
/// @param workers that give offsets, where they are given later
/// @param history batches that have offsets before the run
/// @param heldSnapshot whether an idle session holds a snapshot meanwhile
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

  static Scenario history(boolean quick) {
    return new Scenario("history", 16, 50, 1, quick ? 100_000 : 1_000_000, false);
  }

  /// Beside retention, which removes a history and then new batches.
  static Scenario retained(boolean quick) {
    return new Scenario("retention", 16, 50, 1, history(quick).history() / 5, false);
  }
}

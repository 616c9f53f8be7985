package dev.plimsoll.benchmarks.materialize;

import java.util.List;

/// What is appended, onto what, and who gives the offsets: one group of the race.
///
/// @param title as the figures call it
/// @param workers that give offsets, where they are given later
/// @param history batches with offsets that are there before
/// @param heldSnapshot a session idles in a transaction with a snapshot meanwhile
/// @param paced at [#PACE] events a second; else as fast as can be
record Scenario(
    String title,
    int partitions,
    int batchesPerFile,
    int workers,
    long history,
    boolean heldSnapshot,
    boolean paced) {
  /// Batches a second of all producers together.
  static final int PACE = 2_000;

  static final int PRODUCERS = 4;

  static final Scenario SIXTEEN = new Scenario("16 parts", 16, 50, 1, 0, false, false);
  static final Scenario MANY_PARTITIONS = SIXTEEN.titled("10,000 parts").of(10_000);
  static final Scenario HELD = SIXTEEN.titled("held").held();
  static final Scenario PACED = SIXTEEN.titled("paced").atPace();
  static final Scenario PACED_HELD = PACED.titled("paced, held").held();

  private static final long HISTORY = 1_000_000;
  private static final long QUICK_HISTORY = 100_000;
  private static final int PART_TO_REMOVE = 5;

  /// All but [#SIXTEEN], which everybody runs in. A quick look is one of minutes: it leaves out
  /// those that are more of the same.
  static List<Scenario> others(boolean quick) {
    Scenario history = history(quick);
    Scenario two = SIXTEEN.titled("2 workers").by(2);
    return quick
        ? List.of(MANY_PARTITIONS, two, history, HELD, PACED, PACED_HELD)
        : List.of(
            SIXTEEN.titled("1 part").of(1),
            SIXTEEN.titled("64 parts").of(64),
            MANY_PARTITIONS,
            SIXTEEN.titled("files of 10").filesOf(10),
            SIXTEEN.titled("files of 500").filesOf(500),
            two,
            SIXTEEN.titled("4 workers").by(4),
            history,
            HELD,
            PACED,
            PACED_HELD);
  }

  /// Beside what has offsets already.
  static Scenario history(boolean quick) {
    return new Scenario("history", 16, 50, 1, quick ? QUICK_HISTORY : HISTORY, false, false);
  }

  /// Beside retention, which removes a history and then what comes.
  static Scenario retained(boolean quick) {
    long history = history(quick).history() / PART_TO_REMOVE;
    return new Scenario("paced, retention", 16, 50, 1, history, false, true);
  }

  private Scenario titled(String other) {
    return new Scenario(other, partitions, batchesPerFile, workers, history, heldSnapshot, paced);
  }

  private Scenario of(int count) {
    return new Scenario(title, count, batchesPerFile, workers, history, heldSnapshot, paced);
  }

  private Scenario filesOf(int batches) {
    return new Scenario(title, partitions, batches, workers, history, heldSnapshot, paced);
  }

  private Scenario by(int count) {
    return new Scenario(title, partitions, batchesPerFile, count, history, heldSnapshot, paced);
  }

  private Scenario held() {
    return new Scenario(title, partitions, batchesPerFile, workers, history, true, paced);
  }

  private Scenario atPace() {
    return new Scenario(title, partitions, batchesPerFile, workers, history, heldSnapshot, true);
  }
}

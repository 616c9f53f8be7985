package dev.plimsoll.benchmarks.scale;

import dev.plimsoll.cli.text.Amounts;
import java.util.List;

/// Amounts of work.
///
/// @param rows of the one large table
/// @param small tables, each an extract of its own
/// @param slowRows of each of the tables that are read through a slow link
/// @param files of each producer of the log
/// @param slowPartitions of each topic, where each move of a partition waits
/// @param keyTables of the builder's plan
/// @param keyRows of each of them
/// @param backlog batches that wait for offsets where unit costs are measured
/// @param logPartitions at which that is measured; the last one is not used for the fit
/// @param histories the same
/// @param times that what takes CPU is run for each number of processes
record Amount(
    long rows,
    int small,
    long slowRows,
    int files,
    int slowPartitions,
    int keyTables,
    long keyRows,
    long backlog,
    List<Integer> logPartitions,
    List<Long> histories,
    int times) {

  static Amount of(boolean quick) {
    return quick
        ? new Amount(
            100_000,
            8,
            2_500,
            60,
            100,
            8,
            20_000,
            40_000,
            List.of(10, 100, 1_000, 10_000),
            List.of(10_000L, 100_000L, 400_000L),
            1)
        : new Amount(
            1_000_000,
            24,
            5_000,
            400,
            300,
            16,
            60_000,
            100_000,
            List.of(10, 100, 1_000, 3_000, 10_000),
            List.of(10_000L, 100_000L, 1_000_000L, 3_000_000L),
            2);
  }

  @Override
  public String toString() {
    return "a table of %s rows; %d of 1,000; 16 of %s through a slow link; %s batches; %d index builds of %s rows"
        .formatted(
            Amounts.count(rows),
            small,
            Amounts.count(slowRows),
            Amounts.count(files * 8L * LogWork.BATCHES_OF_A_FILE),
            keyTables,
            Amounts.count(keyRows));
  }
}

package dev.plimsoll.planning.sizing;

import java.time.Duration;

/// A choice of workers and memory for a build, and its results.
///
/// @param workers beside the leader, 0 or more
/// @param memoryBytes `maintenance_work_mem`
/// @param temporaryBytes at most at a time; 0 where the sort fits in memory
/// @param passes merge passes; 0 where the sort fits in memory
/// @param cpu of all processes together
public record BuildOption(
    int workers,
    long memoryBytes,
    long temporaryBytes,
    int passes,
    Duration elapsed,
    Duration cpu) {

  /// Thousandths of a core that are busy on average: workers leave after the sort, and one process
  /// does the rest.
  public int milliCores() {
    return elapsed.isZero() ? 1_000 : (int) Math.ceilDiv(1_000 * cpu.toNanos(), elapsed.toNanos());
  }
}

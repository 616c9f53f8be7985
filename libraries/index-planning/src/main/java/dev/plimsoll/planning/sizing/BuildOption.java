package dev.plimsoll.planning.sizing;

import java.time.Duration;

/// One way to run a build: so many workers, so much memory, and what follows from it.
///
/// @param workers beside the leader, 0 or more
/// @param memoryBytes `maintenance_work_mem`
/// @param temporaryBytes the most that exist at a time; 0 where the sort fits in memory
/// @param passes merge passes; 0 where the sort fits in memory
/// @param elapsed of the CREATE INDEX CONCURRENTLY
/// @param cpu of all participants together
public record BuildOption(
    int workers,
    long memoryBytes,
    long temporaryBytes,
    int passes,
    Duration elapsed,
    Duration cpu) {

  /// Cores in thousandths that it keeps busy on average: workers leave when the sort is done, and
  /// merge, load and validation are one process.
  public int milliCores() {
    return elapsed.isZero() ? 1_000 : (int) Math.ceilDiv(1_000 * cpu.toNanos(), elapsed.toNanos());
  }
}

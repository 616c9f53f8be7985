package dev.plimsoll.contracts.plan;

/// What builds may use of a database's machine at once: its load line. Configured and never
/// guessed, since RAM cannot be read over SQL.
///
/// @param cores 1 or more
/// @param memoryBytes for all builds together
/// @param parallelWorkers of `max_parallel_workers` for all builds together, 0 or more
/// @param temporaryBytes for all sorts together
/// @param diskBytes that new indexes may take
public record Capacity(
    int cores, long memoryBytes, int parallelWorkers, long temporaryBytes, long diskBytes) {
  public Capacity {
    if (cores < 1 || memoryBytes < 1 || parallelWorkers < 0) {
      throw new IllegalArgumentException(
          "cores and memoryBytes must be 1 or more, parallelWorkers 0 or more");
    }
    if (temporaryBytes < 1 || diskBytes < 1) {
      throw new IllegalArgumentException("temporaryBytes and diskBytes must be 1 or more");
    }
  }
}

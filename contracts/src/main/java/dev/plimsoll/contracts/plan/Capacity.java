package dev.plimsoll.contracts.plan;

import com.fasterxml.jackson.annotation.JsonCreator;

/// What builds may use of a database's machine at once: its load line. Configured and never
/// guessed, since RAM cannot be read over SQL.
///
/// @param cores 1 or more
/// @param memoryBytes for all builds together
/// @param parallelWorkers of `max_parallel_workers` for all builds together, 0 or more;
///     [#SERVERS_WORKERS] in a registration only
/// @param temporaryBytes for all sorts together
/// @param diskBytes that new indexes may take
/// @param walBytesPerSecond that all builds together may write; 0 for no limit
/// @param diskBytesPerSecond what the volume reads and writes; 0 where it is no limit
/// @param replicaLagBytes nothing starts while a replica is further behind; 0 where it is not
///     watched
public record Capacity(
    int cores,
    long memoryBytes,
    int parallelWorkers,
    long temporaryBytes,
    long diskBytes,
    long walBytesPerSecond,
    long diskBytesPerSecond,
    long replicaLagBytes) {

  /// As many workers as the server has, and no more than cores.
  public static final int SERVERS_WORKERS = -1;

  @JsonCreator
  public Capacity {
    if (cores < 1 || memoryBytes < 1 || parallelWorkers < SERVERS_WORKERS) {
      throw new IllegalArgumentException(
          "cores and memoryBytes must be 1 or more, parallelWorkers 0 or more, or -1 for the server's");
    }
    if (temporaryBytes < 1 || diskBytes < 1) {
      throw new IllegalArgumentException("temporaryBytes and diskBytes must be 1 or more");
    }
    if (walBytesPerSecond < 0 || diskBytesPerSecond < 0 || replicaLagBytes < 0) {
      throw new IllegalArgumentException(
          "walBytesPerSecond, diskBytesPerSecond and replicaLagBytes must be 0 or more");
    }
  }

  /// The same with another number of workers.
  public Capacity withParallelWorkers(int workers) {
    return new Capacity(
        cores,
        memoryBytes,
        workers,
        temporaryBytes,
        diskBytes,
        walBytesPerSecond,
        diskBytesPerSecond,
        replicaLagBytes);
  }

  /// The same with another room on disk.
  public Capacity withDisk(long bytes) {
    return new Capacity(
        cores,
        memoryBytes,
        parallelWorkers,
        temporaryBytes,
        bytes,
        walBytesPerSecond,
        diskBytesPerSecond,
        replicaLagBytes);
  }

  /// Without limits on rates and lag.
  public Capacity(
      int cores, long memoryBytes, int parallelWorkers, long temporaryBytes, long diskBytes) {
    this(cores, memoryBytes, parallelWorkers, temporaryBytes, diskBytes, 0, 0, 0);
  }
}

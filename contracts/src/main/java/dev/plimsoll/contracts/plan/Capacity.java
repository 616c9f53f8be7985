package dev.plimsoll.contracts.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import java.util.List;

/// The load line of a database: what builds may use of its machine at once. Configured and never
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
/// @param replicaLagSeconds the same in seconds; 0 where it is not watched
/// @param ignoredReplicas names of replicas and slots whose lag does not count, at most 100
/// @param concurrentBuilds that run at once; 0 for no limit but the others
public record Capacity(
    @Within(Bound.CORES) int cores,
    @Within(Bound.LINE_BYTES) long memoryBytes,
    @Within(value = Bound.PARALLEL_WORKERS, orNone = true) int parallelWorkers,
    @Within(Bound.LINE_BYTES) long temporaryBytes,
    @Within(Bound.LINE_BYTES) long diskBytes,
    @Within(Bound.LINE_RATE) long walBytesPerSecond,
    @Within(Bound.LINE_RATE) long diskBytesPerSecond,
    @Within(Bound.LINE_RATE) long replicaLagBytes,
    @JsonInclude(Include.NON_DEFAULT) @Within(Bound.LAG_SECONDS) long replicaLagSeconds,
    @JsonInclude(Include.NON_EMPTY) @Within(Bound.REPLICAS)
        List<@Within(Bound.REPLICA) String> ignoredReplicas,
    @JsonInclude(Include.NON_DEFAULT) @Within(Bound.BUILDS_AT_ONCE) int concurrentBuilds) {

  /// As many workers as the server has, and no more than cores.
  public static final int SERVERS_WORKERS = -1;

  private static final int MOST_IGNORED = 100;

  public Capacity {
    ignoredReplicas = ignoredReplicas == null ? List.of() : List.copyOf(ignoredReplicas);
    if (cores < 1 || memoryBytes < 1 || parallelWorkers < SERVERS_WORKERS) {
      throw new IllegalArgumentException(
          "cores and memoryBytes must be 1 or more, parallelWorkers 0 or more, or -1 for the server's");
    }
    if (temporaryBytes < 1 || diskBytes < 1) {
      throw new IllegalArgumentException("temporaryBytes and diskBytes must be 1 or more");
    }
    if (walBytesPerSecond < 0
        || diskBytesPerSecond < 0
        || replicaLagBytes < 0
        || replicaLagSeconds < 0
        || concurrentBuilds < 0) {
      throw new IllegalArgumentException(
          "walBytesPerSecond, diskBytesPerSecond, replicaLagBytes, replicaLagSeconds and"
              + " concurrentBuilds must be 0 or more");
    }
    if (ignoredReplicas.size() > MOST_IGNORED) {
      throw new IllegalArgumentException("ignoredReplicas must be at most " + MOST_IGNORED);
    }
  }

  /// The same with another number of workers and another room on disk.
  public Capacity with(int workers, long diskRoom) {
    return new Capacity(
        cores,
        memoryBytes,
        workers,
        temporaryBytes,
        diskRoom,
        walBytesPerSecond,
        diskBytesPerSecond,
        replicaLagBytes,
        replicaLagSeconds,
        ignoredReplicas,
        concurrentBuilds);
  }

  /// Without limits on rates and lag.
  public Capacity(
      int cores, long memoryBytes, int parallelWorkers, long temporaryBytes, long diskBytes) {
    this(cores, memoryBytes, parallelWorkers, temporaryBytes, diskBytes, 0, 0, 0, 0, List.of(), 0);
  }
}

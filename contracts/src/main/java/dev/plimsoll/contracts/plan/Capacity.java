package dev.plimsoll.contracts.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import java.util.List;

/// The load line of a database: the share of its machine for builds. Configured, since RAM cannot
/// be read over SQL.
///
/// @param parallelWorkers of `max_parallel_workers`, 0 or more; [#SERVERS_WORKERS] in a
///     registration
/// @param diskBytes for new indexes
/// @param walBytesPerSecond 0 for no limit
/// @param diskBytesPerSecond reads and writes of the volume; 0 for no limit
/// @param replicaLagBytes of a replica beyond which no build starts; 0 where not watched
/// @param replicaLagSeconds likewise
/// @param ignoredReplicas replicas and slots whose lag does not count
/// @param concurrentBuilds 0 for no limit
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

  /// A copy with other workers and other room on disk.
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

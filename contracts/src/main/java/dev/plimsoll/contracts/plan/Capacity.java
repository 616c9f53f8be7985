package dev.plimsoll.contracts.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The load line of a database: the share of its machine for builds. Configured, since RAM cannot
/// be read over SQL.
///
/// @param parallelWorkers of `max_parallel_workers`, 0 or more; [#SERVERS_WORKERS] in a
///     registration
/// @param diskBytes for new indexes
/// @param limits [CapacityLimits#NONE] where absent
public record Capacity(
    @Within(Bound.CORES) int cores,
    @Within(Bound.LINE_BYTES) long memoryBytes,
    @Within(value = Bound.PARALLEL_WORKERS, orNone = true) int parallelWorkers,
    @Within(Bound.LINE_BYTES) long temporaryBytes,
    @Within(Bound.LINE_BYTES) long diskBytes,
    @Nullable CapacityLimits limits) {

  /// As many workers as the server has, and no more than cores.
  public static final int SERVERS_WORKERS = -1;

  private static final int MOST_IGNORED = 100;

  public Capacity {
    limits = limits == null ? CapacityLimits.NONE : limits;
    if (cores < 1 || memoryBytes < 1 || parallelWorkers < SERVERS_WORKERS) {
      throw new IllegalArgumentException(
          "cores and memoryBytes must be 1 or more, parallelWorkers 0 or more, or -1 for the server's");
    }
    if (temporaryBytes < 1 || diskBytes < 1) {
      throw new IllegalArgumentException("temporaryBytes and diskBytes must be 1 or more");
    }
  }

  /// Limits beside the amounts, for what the machine does for others at the same time.
  ///
  /// @param walBytesPerSecond 0 for no limit
  /// @param diskBytesPerSecond reads and writes of the volume; 0 for no limit
  /// @param concurrentBuilds 0 for no limit
  /// @param replicaLag beyond which no build starts; [ReplicaLag#NOT_WATCHED] where absent
  public record CapacityLimits(
      @Within(Bound.LINE_RATE) long walBytesPerSecond,
      @Within(Bound.LINE_RATE) long diskBytesPerSecond,
      @Within(Bound.BUILDS_AT_ONCE) int concurrentBuilds,
      @Nullable ReplicaLag replicaLag) {
    public static final CapacityLimits NONE = new CapacityLimits(0, 0, 0, null);

    public CapacityLimits {
      replicaLag = replicaLag == null ? ReplicaLag.NOT_WATCHED : replicaLag;
      if (walBytesPerSecond < 0 || diskBytesPerSecond < 0 || concurrentBuilds < 0) {
        throw new IllegalArgumentException(
            "walBytesPerSecond, diskBytesPerSecond and concurrentBuilds must be 0 or more");
      }
    }

    @Override
    @SuppressWarnings("NullAway") // the constructor has set it
    public ReplicaLag replicaLag() {
      return replicaLag;
    }
  }

  /// Lag of any replica or slot.
  ///
  /// @param bytes 0 for no limit
  /// @param seconds 0 for no limit
  /// @param ignored replicas and slots whose lag does not count
  public record ReplicaLag(
      @Within(Bound.LINE_RATE) long bytes,
      @Within(Bound.LAG_SECONDS) long seconds,
      @JsonInclude(Include.NON_EMPTY) @Within(Bound.REPLICAS)
          List<@Within(Bound.REPLICA) String> ignored) {
    public static final ReplicaLag NOT_WATCHED = new ReplicaLag(0, 0, List.of());

    public ReplicaLag {
      ignored = ignored == null ? List.of() : List.copyOf(ignored);
      if (bytes < 0 || seconds < 0) {
        throw new IllegalArgumentException("bytes and seconds of replicaLag must be 0 or more");
      }
      if (ignored.size() > MOST_IGNORED) {
        throw new IllegalArgumentException("ignored of replicaLag must be at most " + MOST_IGNORED);
      }
    }

    public boolean watched() {
      return bytes > 0 || seconds > 0;
    }

    /// Zero for no limit.
    public Duration delay() {
      return Duration.ofSeconds(seconds);
    }
  }

  @Override
  @SuppressWarnings("NullAway") // the constructor has set it
  public CapacityLimits limits() {
    return limits;
  }

  /// A copy with other workers and other room on disk.
  public Capacity with(int workers, long diskRoom) {
    return new Capacity(cores, memoryBytes, workers, temporaryBytes, diskRoom, limits);
  }
}

package dev.plimsoll.planner.admission;

import java.time.Duration;
import java.util.Set;

/// Limits of replication lag.
///
/// @param bytes 0 for no limit
/// @param lag zero for no limit
/// @param ignored names of replicas and slots that do not count
public record ReplicaLimits(long bytes, Duration lag, Set<String> ignored) {
  public static final ReplicaLimits NONE = new ReplicaLimits(0, Duration.ZERO, Set.of());

  public ReplicaLimits {
    ignored = Set.copyOf(ignored);
  }

  boolean watched() {
    return bytes > 0 || lag.isPositive();
  }
}

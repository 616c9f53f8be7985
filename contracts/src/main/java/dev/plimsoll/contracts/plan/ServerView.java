package dev.plimsoll.contracts.plan;

import java.time.Instant;
import java.util.List;

/// The settings of a database's server, as it had them at registration. These are settings: what
/// its machine has of cores, memory and disk cannot be read over SQL.
///
/// @param version for people
/// @param maxParallelMaintenanceWorkers of a session by default; a build sets its own
/// @param maxParallelWorkers the pool that all sessions share
/// @param maxWorkerProcesses of which that pool takes its processes
/// @param sharedBuffersBytes of the server
/// @param effectiveCacheSizeBytes that somebody takes to be cached by it and its system
/// @param maintenanceWorkMemBytes of a session by default; a build sets its own
/// @param dataDiskFreeBytes free on the volume of its data; -1 where it cannot be read
/// @param workersDetected the load line's workers follow from the pool, since nobody gave them
/// @param seenAt when it said so
/// @param sharedWith other registered databases of the same server, by name: its load line is
///     theirs too
public record ServerView(
    String version,
    int maxParallelMaintenanceWorkers,
    int maxParallelWorkers,
    int maxWorkerProcesses,
    long sharedBuffersBytes,
    long effectiveCacheSizeBytes,
    long maintenanceWorkMemBytes,
    long dataDiskFreeBytes,
    boolean workersDetected,
    Instant seenAt,
    List<String> sharedWith) {

  public ServerView {
    sharedWith = sharedWith == null ? List.of() : List.copyOf(sharedWith);
  }

  /// The same with these databases beside it.
  public ServerView with(List<String> others) {
    return new ServerView(
        version,
        maxParallelMaintenanceWorkers,
        maxParallelWorkers,
        maxWorkerProcesses,
        sharedBuffersBytes,
        effectiveCacheSizeBytes,
        maintenanceWorkMemBytes,
        dataDiskFreeBytes,
        workersDetected,
        seenAt,
        others);
  }
}

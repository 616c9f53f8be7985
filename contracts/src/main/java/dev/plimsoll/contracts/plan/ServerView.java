package dev.plimsoll.contracts.plan;

import java.time.Instant;
import java.util.List;

/// The settings of a database's server at registration. Cores, memory and disk of its machine
/// cannot be read over SQL.
///
/// @param maxParallelWorkers of all sessions together
/// @param maxWorkerProcesses upper limit of that pool
/// @param effectiveCacheSizeBytes a configured guess
/// @param dataDiskFreeBytes -1 where it cannot be read
/// @param workersDetected whether the load line's workers follow from the pool
/// @param sharedWith names of other databases of this server, which share its load line
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

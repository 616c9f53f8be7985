package dev.plimsoll.contracts.plan;

import java.time.Instant;
import java.util.List;

/// The settings of a database's server at registration. Cores, memory and disk of its machine
/// cannot be read over SQL.
///
/// @param dataDiskFreeBytes -1 where it cannot be read
/// @param sharedWith names of other databases of this server, which share its load line
public record ServerView(
    String version,
    WorkerSettings workers,
    MemorySettings memory,
    long dataDiskFreeBytes,
    Instant seenAt,
    List<String> sharedWith) {

  public ServerView {
    sharedWith = sharedWith == null ? List.of() : List.copyOf(sharedWith);
  }

  /// Settings of parallel workers.
  ///
  /// @param maxParallelWorkers of all sessions together
  /// @param maxWorkerProcesses upper limit of that pool
  /// @param detected whether the load line's workers follow from the pool
  public record WorkerSettings(
      int maxParallelMaintenanceWorkers,
      int maxParallelWorkers,
      int maxWorkerProcesses,
      boolean detected) {}

  /// Settings of memory.
  ///
  /// @param effectiveCacheSizeBytes a configured guess
  public record MemorySettings(
      long sharedBuffersBytes, long effectiveCacheSizeBytes, long maintenanceWorkMemBytes) {}

  public ServerView with(List<String> others) {
    return new ServerView(version, workers, memory, dataDiskFreeBytes, seenAt, others);
  }
}

package dev.plimsoll.postgres.catalog;

/// The server and those of its settings that bear on builds. Memory and free disk space cannot be
/// read over SQL and are therefore not here.
///
/// @param versionNumber `server_version_num`, for example 180006
/// @param version `server_version`, for people
/// @param database connected to
/// @param user logged in as
/// @param maxParallelMaintenanceWorkers default of a session, which a build may raise
/// @param maxParallelWorkers the pool that all sessions of the server share
/// @param maintenanceWorkMemBytes default of a session
/// @param minParallelTableScanBytes heap size from which PostgreSQL gives a build one worker
/// @param sharedBuffersBytes of the server
/// @param maxWorkerProcesses of which the pool takes its processes
/// @param effectiveCacheSizeBytes that somebody takes to be cached
public record ServerFacts(
    int versionNumber,
    String version,
    String database,
    String user,
    int maxParallelMaintenanceWorkers,
    int maxParallelWorkers,
    long maintenanceWorkMemBytes,
    long minParallelTableScanBytes,
    long sharedBuffersBytes,
    int maxWorkerProcesses,
    long effectiveCacheSizeBytes) {

  /// Parallel workers that there can be at once.
  public int workerPool() {
    return Math.min(maxParallelWorkers, maxWorkerProcesses);
  }

  /// 14 to 18.
  public int majorVersion() {
    return versionNumber / 10_000;
  }
}

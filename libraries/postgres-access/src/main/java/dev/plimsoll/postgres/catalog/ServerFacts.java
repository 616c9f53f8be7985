package dev.plimsoll.postgres.catalog;

/// Facts of the server, and its settings that concern builds. SQL shows neither memory nor free
/// disk space.
///
/// @param versionNumber `server_version_num`, for example 180006
/// @param version `server_version`
/// @param maxParallelMaintenanceWorkers a session's default, which a build may raise
/// @param maxParallelWorkers pool shared by all sessions of the server
/// @param maintenanceWorkMemBytes a session's default
/// @param minParallelTableScanBytes heap size at which PostgreSQL gives a build one worker
/// @param maxWorkerProcesses limit of the pool's processes
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
  /// Most parallel workers at a time.
  public int workerPool() {
    return Math.min(maxParallelWorkers, maxWorkerProcesses);
  }

  /// 14 to 18.
  public int majorVersion() {
    return versionNumber / 10_000;
  }
}

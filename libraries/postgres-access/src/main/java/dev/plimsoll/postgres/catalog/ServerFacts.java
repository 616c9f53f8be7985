package dev.plimsoll.postgres.catalog;

import org.jspecify.annotations.Nullable;

/// Facts of the server, and its settings that concern builds. SQL shows neither memory nor free
/// disk space.
///
/// @param versionNumber `server_version_num`, for example 180006
/// @param version `server_version`
/// @param minParallelTableScanBytes heap size at which PostgreSQL gives a build one worker
/// @param pgvector version of the database's extension vector, for example `0.8.2`; null for none
public record ServerFacts(
    int versionNumber,
    String version,
    String database,
    String user,
    Workers workers,
    Memory memory,
    long minParallelTableScanBytes,
    @Nullable String pgvector) {

  /// @param maxParallelMaintenanceWorkers a session's default, which a build may raise
  /// @param maxParallelWorkers pool shared by all sessions of the server
  /// @param maxWorkerProcesses limit of the pool's processes
  public record Workers(
      int maxParallelMaintenanceWorkers, int maxParallelWorkers, int maxWorkerProcesses) {
    /// Most parallel workers at a time.
    public int pool() {
      return Math.min(maxParallelWorkers, maxWorkerProcesses);
    }
  }

  /// @param maintenanceWorkMemBytes a session's default
  public record Memory(
      long maintenanceWorkMemBytes, long sharedBuffersBytes, long effectiveCacheSizeBytes) {}

  /// 14 to 18.
  public int majorVersion() {
    return versionNumber / 10_000;
  }
}

package dev.plimsoll.planner.database;

import dev.plimsoll.contracts.plan.Capacity;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.List;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/// A database's ledger, for reading: its limits, and what all databases of its server have taken of
/// them. It is written by SQL statements alone, which add and subtract.
@Entity
@Immutable
@Table(name = "server_lines")
public class LoadLineEntity {
  @Id private String database;

  @Column(name = "milli_cores")
  private long milliCores;

  @Column(name = "memory_bytes")
  private long memoryBytes;

  @Column(name = "parallel_workers")
  private int parallelWorkers;

  @Column(name = "temporary_bytes")
  private long temporaryBytes;

  @Column(name = "disk_bytes")
  private long diskBytes;

  @Column(name = "wal_bytes_per_second")
  private long walBytesPerSecond;

  @Column(name = "disk_bytes_per_second")
  private long diskBytesPerSecond;

  @Column(name = "replica_lag_bytes")
  private long replicaLagBytes;

  @Column(name = "replica_lag_seconds")
  private long replicaLagSeconds;

  @JdbcTypeCode(SqlTypes.ARRAY)
  @Column(name = "ignored_replicas", columnDefinition = "text[]")
  private String[] ignoredReplicas;

  @Column(name = "concurrent_builds")
  private int concurrentBuilds;

  @Column(name = "used_wal_bytes_per_second")
  private long usedWalBytesPerSecond;

  @Column(name = "used_milli_cores")
  private long usedMilliCores;

  @Column(name = "used_memory_bytes")
  private long usedMemoryBytes;

  @Column(name = "used_parallel_workers")
  private int usedParallelWorkers;

  @Column(name = "used_temporary_bytes")
  private long usedTemporaryBytes;

  @Column(name = "used_disk_bytes")
  private long usedDiskBytes;

  /// For Hibernate.
  @SuppressWarnings("NullAway.Init")
  protected LoadLineEntity() {}

  public String database() {
    return database;
  }

  public Capacity capacity() {
    return new Capacity(
        (int) (milliCores / 1_000),
        memoryBytes,
        parallelWorkers,
        temporaryBytes,
        diskBytes,
        walBytesPerSecond,
        diskBytesPerSecond,
        replicaLagBytes,
        replicaLagSeconds,
        List.of(ignoredReplicas),
        concurrentBuilds);
  }

  /// Whether anything keeps a core busy: a build that needs more than all goes when nothing does.
  public boolean usesCores() {
    return usedMilliCores > 0;
  }

  public long freeMilliCores() {
    return milliCores - usedMilliCores;
  }

  public long freeMemoryBytes() {
    return memoryBytes - usedMemoryBytes;
  }

  public int freeParallelWorkers() {
    return parallelWorkers - usedParallelWorkers;
  }

  public long freeTemporaryBytes() {
    return temporaryBytes - usedTemporaryBytes;
  }

  public long freeDiskBytes() {
    return diskBytes - usedDiskBytes;
  }

  /// Of what is in flight; Long.MAX_VALUE where there is no limit.
  public long freeWalBytesPerSecond() {
    return walBytesPerSecond == 0 ? Long.MAX_VALUE : walBytesPerSecond - usedWalBytesPerSecond;
  }

  public long usedWalBytesPerSecond() {
    return usedWalBytesPerSecond;
  }
}

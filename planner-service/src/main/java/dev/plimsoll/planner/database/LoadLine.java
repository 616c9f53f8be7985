package dev.plimsoll.planner.database;

import dev.plimsoll.contracts.plan.Capacity;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/// A database's ledger, for reading. It is written by SQL statements alone, which add and subtract.
@Entity
@Immutable
@Table(name = "load_lines")
public class LoadLine {
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
  protected LoadLine() {}

  public String database() {
    return database;
  }

  public Capacity capacity() {
    return new Capacity(
        (int) (milliCores / 1_000), memoryBytes, parallelWorkers, temporaryBytes, diskBytes);
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
}

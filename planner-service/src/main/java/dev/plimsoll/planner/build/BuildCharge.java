package dev.plimsoll.planner.build;

import dev.plimsoll.planner.dispatch.SizedBuild;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

/// What a build takes of the load line: as planned while it waits, as charged once it was claimed.
/// Written here when it is planned; SQL statements alone change it.
@Embeddable
public class BuildCharge {
  @Column(name = "milli_cores")
  private int milliCores;

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

  /// For Hibernate.
  protected BuildCharge() {}

  BuildCharge(SizedBuild build) {
    milliCores = build.milliCores();
    memoryBytes = build.planned().maintenanceWorkMemBytes();
    parallelWorkers = build.planned().parallelWorkers();
    temporaryBytes = build.planned().temporaryBytes();
    diskBytes = build.planned().mostIndexBytes();
    walBytesPerSecond = build.walBytesPerSecond();
  }

  public int milliCores() {
    return milliCores;
  }

  public long memoryBytes() {
    return memoryBytes;
  }

  public int parallelWorkers() {
    return parallelWorkers;
  }

  public long temporaryBytes() {
    return temporaryBytes;
  }

  public long diskBytes() {
    return diskBytes;
  }

  public long walBytesPerSecond() {
    return walBytesPerSecond;
  }
}

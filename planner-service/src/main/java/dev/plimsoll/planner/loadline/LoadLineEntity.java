package dev.plimsoll.planner.loadline;

import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.Capacity.CapacityLimits;
import dev.plimsoll.contracts.plan.Capacity.ReplicaLag;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.List;
import org.hibernate.annotations.EmbeddedColumnNaming;
import org.hibernate.annotations.Immutable;

/// Ledger of a database, read only: its limits, and what all databases of its server have taken.
/// Only SQL statements write it, by adding and subtracting.
@Entity
@Immutable
@Table(name = "server_lines")
public class LoadLineEntity {
  @Id private String database;
  private String server;
  @Embedded private Resources limit;

  @Embedded
  @EmbeddedColumnNaming("used_%s")
  private Resources used;

  private long diskBytesPerSecond;
  private long replicaLagBytes;
  private long replicaLagSeconds;
  private String[] ignoredReplicas;
  private int concurrentBuilds;

  @SuppressWarnings("NullAway.Init")
  protected LoadLineEntity() {}

  public String database() {
    return database;
  }

  /// Key that the databases of one server share.
  String server() {
    return server;
  }

  public Resources limit() {
    return limit;
  }

  public Resources used() {
    return used;
  }

  /// What may still be taken; Long.MAX_VALUE for an unlimited WAL rate.
  public Resources free() {
    return new Resources(
        limit.milliCores() - used.milliCores(),
        limit.memoryBytes() - used.memoryBytes(),
        limit.parallelWorkers() - used.parallelWorkers(),
        limit.temporaryBytes() - used.temporaryBytes(),
        limit.diskBytes() - used.diskBytes(),
        limit.walBytesPerSecond() == 0
            ? Long.MAX_VALUE
            : limit.walBytesPerSecond() - used.walBytesPerSecond());
  }

  public Capacity capacity() {
    return new Capacity(
        (int) (limit.milliCores() / 1_000),
        limit.memoryBytes(),
        limit.parallelWorkers(),
        limit.temporaryBytes(),
        limit.diskBytes(),
        new CapacityLimits(
            limit.walBytesPerSecond(),
            diskBytesPerSecond,
            concurrentBuilds,
            new ReplicaLag(replicaLagBytes, replicaLagSeconds, List.of(ignoredReplicas))));
  }
}

package dev.plimsoll.planner.loadline;

import dev.plimsoll.contracts.plan.BuildSettings;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.Capacity.CapacityLimits;
import dev.plimsoll.contracts.plan.Capacity.ReplicaLag;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.planner.config.PlannerConfig;
import dev.plimsoll.planner.server.DetectedServer;
import dev.plimsoll.postgres.statement.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/// Limits of load lines. All databases of a server share one load line. In the caller's
/// transaction.
@ApplicationScoped
public class LoadLineLimits {
  private static final String UPSERT =
      """
      INSERT INTO load_lines
        (database, milli_cores, memory_bytes, parallel_workers, temporary_bytes, disk_bytes,
         wal_bytes_per_second, disk_bytes_per_second, replica_lag_bytes, replica_lag_seconds,
         ignored_replicas, concurrent_builds, server)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (database) DO UPDATE SET
        milli_cores = excluded.milli_cores,
        memory_bytes = excluded.memory_bytes,
        parallel_workers = excluded.parallel_workers,
        temporary_bytes = excluded.temporary_bytes,
        disk_bytes = excluded.disk_bytes,
        wal_bytes_per_second = excluded.wal_bytes_per_second,
        disk_bytes_per_second = excluded.disk_bytes_per_second,
        replica_lag_bytes = excluded.replica_lag_bytes,
        replica_lag_seconds = excluded.replica_lag_seconds,
        ignored_replicas = excluded.ignored_replicas,
        concurrent_builds = excluded.concurrent_builds,
        server = excluded.server,
        generation = load_lines.generation + 1,
        used_disk_bytes = (SELECT coalesce(sum(CASE WHEN state IN ('DISPATCHED', 'RUNNING')
                                                    THEN disk_bytes ELSE kept_bytes END), 0)
                           FROM builds WHERE database = excluded.database)
                          + (SELECT coalesce(sum(disk_bytes), 0) FROM maintenance_actions
                             WHERE database = excluded.database AND charged)
      """;

  private static final String SHARE =
      """
      UPDATE load_lines o SET
        milli_cores = l.milli_cores, memory_bytes = l.memory_bytes,
        parallel_workers = l.parallel_workers, temporary_bytes = l.temporary_bytes,
        disk_bytes = l.disk_bytes, wal_bytes_per_second = l.wal_bytes_per_second,
        disk_bytes_per_second = l.disk_bytes_per_second, replica_lag_bytes = l.replica_lag_bytes,
        replica_lag_seconds = l.replica_lag_seconds, ignored_replicas = l.ignored_replicas,
        concurrent_builds = l.concurrent_builds, generation = o.generation + 1
      FROM load_lines l
      WHERE l.database = ? AND o.server = l.server AND o.database <> l.database
      """;

  private static final String OTHERS =
      """
      SELECT l.database FROM load_lines l JOIN databases d ON d.name = l.database
      WHERE l.server = ? AND l.database <> ? AND d.removed_at IS NULL
      ORDER BY d.registered_at DESC
      """;

  private static final String DROP = "DELETE FROM load_lines WHERE database = ?";

  private final Session entities;
  private final PlannerConfig config;

  public LoadLineLimits(Session entities, PlannerConfig config) {
    this.entities = entities;
    this.config = config;
  }

  public Optional<LoadLineEntity> find(String name) {
    return Optional.ofNullable(entities.find(LoadLineEntity.class, name));
  }

  /// Sets the limits of a registration, and of all databases of its server.
  ///
  /// @param detected null where it is not for builds, and so has no load line
  /// @return null without a load line
  public @Nullable Capacity draw(
      DatabaseRegistration registration, @Nullable DetectedServer detected) {
    String name = registration.name();
    if (detected == null) {
      entities.doWork(connection -> Sql.of(connection, DROP, name).update());
      return null;
    }
    String server =
        detected.systemIdentifier() == null
            ? "database " + name
            : "system " + detected.systemIdentifier();
    BuildSettings builds = registration.builds();
    Capacity capacity =
        (builds.hasLoadLine() ? List.<String>of() : others(name, server))
            .stream()
                .findFirst()
                .flatMap(this::find)
                .map(LoadLineEntity::capacity)
                .orElseGet(() -> detected.capacity(builds.capacity(), usual(builds)));
    CapacityLimits limits = capacity.limits();
    ReplicaLag lag = limits.replicaLag();
    entities.doWork(
        connection -> {
          Sql.of(
                  connection,
                  UPSERT,
                  name,
                  1_000L * capacity.cores(),
                  capacity.memoryBytes(),
                  capacity.parallelWorkers(),
                  capacity.temporaryBytes(),
                  capacity.diskBytes(),
                  limits.walBytesPerSecond(),
                  limits.diskBytesPerSecond(),
                  lag.bytes(),
                  lag.seconds(),
                  lag.ignored().toArray(String[]::new),
                  limits.concurrentBuilds(),
                  server)
              .update();
          Sql.of(connection, SHARE, name).update();
        });
    return capacity;
  }

  private List<String> others(String name, String server) {
    return entities.doReturningWork(
        connection ->
            Sql.of(connection, OTHERS, server, name).list(row -> row.getString("database")));
  }

  /// Other registered databases on the same load line, by name.
  public List<String> sharing(String name) {
    return find(name)
        .map(line -> others(name, line.server()).stream().sorted().toList())
        .orElse(List.of());
  }

  private Capacity usual(BuildSettings builds) {
    if (builds.preset() != null && builds.capacity() == null) {
      return Presets.named(builds.preset()).capacity();
    }
    PlannerConfig.DefaultCapacity defaults = config.defaultCapacity();
    return new Capacity(
        defaults.cores(),
        defaults.memory().asLongValue(),
        defaults.parallelWorkers(),
        defaults.temporary().asLongValue(),
        defaults.disk().asLongValue(),
        CapacityLimits.NONE);
  }
}

package dev.plimsoll.benchmarks.scale;

import dev.plimsoll.benchmarks.scale.ScaleModel.Bend;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.offsetlog.publication.UnpublishedPartitions;
import java.util.List;

/// Constants of the services that the model rests on. A test compares them with where they are set.
final class ServiceConstants {
  /// Shards of the log, and workers of a materializer.
  static final int SHARDS = 16;

  static final int WORKERS = 2;

  /// `quarkus.datasource.jdbc.max-size`.
  static final int SYNC_POOL = 24;

  static final int MATERIALIZER_POOL = 12;
  static final int PLANNER_POOL = 20;
  static final int POOLS_OF_A_POD = SYNC_POOL + MATERIALIZER_POOL;

  /// `max_connections` of the component `cloudnativepg`, and planners that are of use.
  static final int CLUSTER_CONNECTIONS = 420;

  static final int PLANNERS = 3;

  /// Between two looks of a relay, and of the health check.
  static final double RELAY_SECONDS = 2;

  static final double HEALTH_SECONDS = 5;

  private ServiceConstants() {}

  /// Builds at a time, by all builders together.
  static int slots() {
    return Topic.BUILD_COMMANDS_LARGE.partitions()
        + Topic.BUILD_COMMANDS_MEDIUM.partitions()
        + Topic.BUILD_COMMANDS_SMALL.partitions();
  }

  static List<Bend> limits() {
    return List.of(
        new Bend(
            "pods",
            slots(),
            "builders: one for each of the %d slots; more have nothing to build".formatted(slots()),
            true),
        new Bend(
            "pods",
            Topic.SYNC_COMMANDS.partitions(),
            "syncs: one for each partition of `sync.commands`; more get read tasks only by the recovery,"
                + " after half a second",
            true),
        new Bend(
            "pods",
            SHARDS / WORKERS,
            "materializers: %d shards by %d workers each; more give offsets only where others do not"
                .formatted(SHARDS, WORKERS),
            true),
        new Bend(
            "pods",
            Math.floor((double) (CLUSTER_CONNECTIONS - PLANNERS * PLANNER_POOL) / POOLS_OF_A_POD),
            "connections: full pools of sync and materializer, and of %d planners, need all %d"
                .formatted(PLANNERS, CLUSTER_CONNECTIONS),
            true),
        new Bend(
            "partitions",
            UnpublishedPartitions.SLICE,
            "a relay takes more than one look, 2 s, to find what one left that died",
            true));
  }
}

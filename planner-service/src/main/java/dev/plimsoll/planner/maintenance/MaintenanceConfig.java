package dev.plimsoll.planner.maintenance;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// Maintenance of registered databases.
@ConfigMapping(prefix = "plimsoll.planner.maintenance")
public interface MaintenanceConfig {
  /// How often cycles that are due, and jobs, are looked for.
  @WithDefault("2s")
  Duration poll();

  /// Lease of the leader, which another planner takes over when it has run out; longer than a look
  /// at a database may take.
  @WithDefault("3m")
  Duration lease();

  /// Longest look at a database.
  @WithDefault("1m")
  Duration look();

  /// Cycles from one look with samples of rows to the next: it sizes indexes that statistics leave
  /// in doubt.
  @WithDefault("12")
  int sampledEvery();

  /// Actions at once, of all databases.
  @WithDefault("2")
  int atOnce();

  /// Smaller tables and indexes are never bloated.
  @WithDefault("10M")
  MemorySize leastSize();

  /// Pause before an action that has given way is tried again.
  @WithDefault("1m")
  Duration retryAfter();

  /// Wait of an action for transactions of others, after which it gives way.
  @WithDefault("5m")
  Duration ownWait();

  /// Retention of ended actions.
  @WithDefault("90d")
  Duration kept();

  /// Retention of sizes, one an hour.
  @WithDefault("30d")
  Duration keptSizes();
}

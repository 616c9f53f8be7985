package dev.plimsoll.own;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// Migrations of a service's own schema (planner, sync, materializer).
@ConfigMapping(prefix = "plimsoll.migrations")
public interface MigrationConfig {
  /// Whether the service migrates its schema before it starts. Several may start at once: Flyway's
  /// lock lets one at a time. Where a job has done it, the service need not have the rights.
  @WithDefault("true")
  boolean atStart();

  /// Whether the process ends, with exit code 0, when the schema is migrated: for a job that comes
  /// before an upgrade.
  @WithDefault("false")
  boolean only();
}

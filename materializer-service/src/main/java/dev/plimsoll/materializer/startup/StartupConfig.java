package dev.plimsoll.materializer.startup;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// What of PostgreSQL's settings stops the start.
@ConfigMapping(prefix = "plimsoll.materializer.startup")
public interface StartupConfig {
  /// Whether to start on a server with `fsync` off, which a crash of its machine can damage beyond
  /// repair. For tests.
  @WithDefault("false")
  boolean allowFsyncOff();

  /// Whether to start where a crash or a failover can lose what was acknowledged
  /// (`synchronous_commit` off, or local beside a synchronous standby). It is warned of either
  /// way.
  @WithDefault("true")
  boolean allowAsynchronousCommit();
}

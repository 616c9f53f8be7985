package dev.plimsoll.materializer.recovery;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// What happens at the start where the log's database is older than `log.commits`.
@ConfigMapping(prefix = "plimsoll.materializer.recovery")
public interface RecoveryConfig {
  /// Whether to start where a published batch is lost: it is neither in the database nor in
  /// `log.commits`. The offsets from there on are given again, to other batches.
  @WithDefault("false")
  boolean acceptLostOffsets();
}

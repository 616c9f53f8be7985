package dev.plimsoll.materializer.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// When the log is read again in the background.
@ConfigMapping(prefix = "plimsoll.materializer.audit")
public interface AuditConfig {
  /// Between two audits, over all pods. Each reads what came since the last one.
  @WithDefault("PT30S")
  Duration interval();

  /// How long one may take; it goes on where it was the next time. Never longer than `interval`.
  @WithDefault("PT10S")
  Duration atMost();
}

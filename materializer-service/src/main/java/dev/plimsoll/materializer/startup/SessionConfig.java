package dev.plimsoll.materializer.startup;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How long this service's sessions may hold anybody up. PostgreSQL's own defaults are for ever.
@ConfigMapping(prefix = "plimsoll.materializer.session")
public interface SessionConfig {
  /// `statement_timeout`; zero for none. Migrations take as long as they take.
  @WithDefault("PT1M")
  Duration statementTimeout();

  /// `lock_timeout`; zero for none. Longer than `plimsoll.session.idle-in-transaction-timeout`,
  /// after which a frozen instance loses its locks, so that whoever waits for them gets them.
  @WithDefault("PT15S")
  Duration lockTimeout();
}

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

  /// `lock_timeout`; zero for none. Longer than the 10 s after which a frozen worker loses its
  /// locks, so that whoever waits for them gets them.
  @WithDefault("PT15S")
  Duration lockTimeout();

  /// `idle_in_transaction_session_timeout`; zero for none. Workers that give offsets have 10 s of
  /// their own, the relay of log.commits 10 min, since it waits for Kafka.
  @WithDefault("PT30S")
  Duration idleInTransactionTimeout();
}

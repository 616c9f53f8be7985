package dev.plimsoll.own;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// Sessions of a service's own database (planner, sync, materializer).
@ConfigMapping(prefix = "plimsoll.session")
public interface OwnSessionConfig {
  /// `idle_in_transaction_session_timeout`; zero for none. A process that freezes in the middle of
  /// a transaction loses its session after it, and what it has locked. Relays that wait for Kafka
  /// and loads that make their target ready have 10 min of their own, plans that read another
  /// database 5. The materializer comes with 10 s.
  @WithDefault("30S")
  Duration idleInTransactionTimeout();
}

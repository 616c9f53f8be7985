package dev.plimsoll.sync.extract;

import dev.plimsoll.postgres.connection.PostgresConnector;
import dev.plimsoll.sync.effect.Effects;
import dev.plimsoll.sync.effect.FaultPoints;
import dev.plimsoll.sync.effect.RetryPolicy;
import dev.plimsoll.sync.memory.HeapBudget;
import dev.plimsoll.sync.source.RowLimit;
import dev.plimsoll.sync.source.mariadb.MariaDbConnector;
import dev.plimsoll.sync.source.mariadb.MariaDbReader;
import io.quarkus.arc.DefaultBean;
import io.quarkus.runtime.configuration.MemorySize;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/// What has no annotations of its own.
public final class Beans {
  private Beans() {}

  @Produces
  @Singleton
  static Clock clock() {
    return Clock.systemUTC();
  }

  @Produces
  @Singleton
  static PostgresConnector connector() {
    return new PostgresConnector().pinned();
  }

  @Produces
  @Singleton
  static MariaDbConnector mariaDbConnector() {
    return new MariaDbConnector();
  }

  @Produces
  @Singleton
  static RowLimit rowLimit(SyncConfig config) {
    return new RowLimit(
        config
            .largestRow()
            .map(MemorySize::asLongValue)
            .orElseGet(() -> HeapBudget.ofProcess().largestRow()));
  }

  @Produces
  @Singleton
  static MariaDbReader mariaDbReader(MariaDbConnector connector, RowLimit limit) {
    return new MariaDbReader(connector, limit);
  }

  @Produces
  @Singleton
  @DefaultBean
  static FaultPoints faultPoints() {
    return FaultPoints.NONE;
  }

  @Produces
  @Singleton
  static Effects effects(SyncConfig config, FaultPoints faults) {
    SyncConfig.Retry retry = config.retry();
    return new Effects(
        new RetryPolicy(retry.firstPause(), retry.longestPause(), retry.attempts()), faults);
  }
}

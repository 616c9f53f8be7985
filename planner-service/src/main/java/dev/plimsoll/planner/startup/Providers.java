package dev.plimsoll.planner.startup;

import dev.plimsoll.outbox.OutboxRelay;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.seal.Seal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Map;
import javax.sql.DataSource;

/// Beans for this service's environment: connections, clock, the relay of its outbox.
public final class Providers {
  @Produces
  @Singleton
  PostgresConnections connector() {
    return new PostgresConnections(System.getenv()).pinned();
  }

  @Produces
  @Singleton
  Clock clock() {
    return Clock.systemUTC();
  }

  /// Relay of this service's outbox to Kafka. Waking it after a commit sends at once.
  @Produces
  @Singleton
  OutboxRelay relay(
      DataSource dataSource,
      @Identifier("default-kafka-broker") Map<String, Object> kafka,
      Seal seal,
      MeterRegistry registry) {
    Counter setAside =
        Counter.builder("plimsoll.planner.messages.set.aside")
            .description("Messages that Kafka never takes as they are, set aside")
            .register(registry);
    return OutboxRelay.ofTable(dataSource, kafka, seal, "/plimsoll/planner", setAside::increment);
  }

  void close(@Disposes OutboxRelay relay) {
    relay.close();
  }
}

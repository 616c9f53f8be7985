package dev.plimsoll.sync.messaging;

import dev.plimsoll.outbox.OutboxRelay;
import dev.plimsoll.seal.Seal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Map;
import javax.sql.DataSource;

/// Sends this service's outbox to Kafka.
@Singleton
public final class SyncOutboxRelay {
  private final OutboxRelay relay;

  public SyncOutboxRelay(
      DataSource dataSource,
      @Identifier("default-kafka-broker") Map<String, Object> kafka,
      Seal seal,
      MeterRegistry registry) {
    Counter setAside =
        Counter.builder("plimsoll.sync.messages.set.aside")
            .description("Messages that Kafka never takes as they are, set aside")
            .register(registry);
    relay =
        OutboxRelay.ofTable(dataSource, kafka, seal, "/plimsoll/sync")
            .countingSetAside(setAside::increment);
  }

  void start(@Observes StartupEvent event) {
    relay.start();
  }

  /// Wakes the relay after a commit of messages.
  public void wake() {
    relay.wake();
  }

  @PreDestroy
  void close() {
    relay.close();
  }
}

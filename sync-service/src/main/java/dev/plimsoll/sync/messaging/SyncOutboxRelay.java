package dev.plimsoll.sync.messaging;

import dev.plimsoll.outbox.IdlePauses;
import dev.plimsoll.outbox.OutboxProducer;
import dev.plimsoll.outbox.OutboxRelay;
import dev.plimsoll.outbox.TableBacklog;
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
import org.apache.kafka.clients.producer.Producer;

/// Sends this service's outbox to Kafka.
@Singleton
public final class SyncOutboxRelay {
  private static final String SOURCE = "/plimsoll/sync";

  private final Producer<String, String> producer;
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
    producer = OutboxProducer.open(kafka, seal);
    relay =
        new OutboxRelay(dataSource, producer, SOURCE, new TableBacklog(), IdlePauses.GROWING)
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
    producer.close();
  }
}

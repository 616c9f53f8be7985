package dev.plimsoll.sync.messaging;

import dev.plimsoll.outbox.OutboxRelay;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.StringSerializer;

/// Sends this service's outbox to Kafka.
@Singleton
public final class Relay {
  private static final String SOURCE = "/plimsoll/sync";

  private final Producer<String, String> producer;
  private final OutboxRelay relay;

  public Relay(
      DataSource dataSource, @Identifier("default-kafka-broker") Map<String, Object> kafka) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, "plimsoll-sync-outbox");
    // A topic that is not there yet must not hold the round's transaction for a minute.
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
    producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    relay = new OutboxRelay(dataSource, producer, SOURCE);
  }

  void start(@Observes StartupEvent event) {
    relay.start();
  }

  /// Says that messages were committed.
  public void wake() {
    relay.wake();
  }

  @PreDestroy
  void close() {
    relay.close();
    producer.close();
  }
}

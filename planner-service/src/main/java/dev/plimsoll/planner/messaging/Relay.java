package dev.plimsoll.planner.messaging;

import dev.plimsoll.outbox.OutboxRelay;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// The outbox' way to Kafka.
@ApplicationScoped
public class Relay {
  private final Producer<String, String> producer;
  private final OutboxRelay relay;

  public Relay(
      DataSource dataSource,
      @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers) {
    Map<String, Object> properties =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            true,
            ProducerConfig.CLIENT_ID_CONFIG,
            "plimsoll-planner-outbox");
    this.producer = new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
    this.relay = new OutboxRelay(dataSource, producer, "/plimsoll/planner");
  }

  public void start() {
    relay.start();
  }

  /// Something was committed to the outbox.
  public void wake() {
    relay.wake();
  }

  @PreDestroy
  void stop() {
    relay.close();
    producer.close();
  }
}

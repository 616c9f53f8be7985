package dev.plimsoll.materializer.kafka;

import dev.plimsoll.outbox.OutboxProducer;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// What this service sends with.
public final class Producers {
  private static final Duration LAST_SENDS = Duration.ofSeconds(5);

  @Produces
  @Singleton
  Producer<String, String> outboxProducer(KafkaConfig kafka) {
    return OutboxProducer.open(kafka.servers());
  }

  void closeOutboxProducer(@Disposes Producer<String, String> producer) {
    producer.close(LAST_SENDS);
  }

  /// For dead letters: any bytes.
  @Produces
  @Singleton
  Producer<byte[], byte[]> deadLetterProducer(KafkaConfig kafka) {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            kafka.servers(),
            ProducerConfig.CLIENT_ID_CONFIG,
            "materializer-dead-letters",
            ProducerConfig.ACKS_CONFIG,
            "all"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  void closeDeadLetterProducer(@Disposes Producer<byte[], byte[]> producer) {
    producer.close(LAST_SENDS);
  }
}

package dev.plimsoll.materializer.kafka;

import dev.plimsoll.kafka.client.ClientProperties;
import dev.plimsoll.outbox.OutboxProducer;
import dev.plimsoll.seal.Seal;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Kafka producers of this service, each opened for its first message.
public final class Producers {
  private static final Duration LAST_SENDS = Duration.ofSeconds(5);

  /// Beyond any topic's default limit; the broker decides.
  private static final int MAX_REQUEST_BYTES = 16 << 20;

  @Produces
  @ApplicationScoped
  Producer<String, String> outboxProducer(
      @Identifier("default-kafka-broker") Map<String, Object> kafka, Seal seal) {
    return OutboxProducer.open(kafka, seal);
  }

  void closeOutboxProducer(@Disposes Producer<String, String> producer) {
    producer.close(LAST_SENDS);
  }

  /// For dead letters: any bytes.
  @Produces
  @ApplicationScoped
  Producer<byte[], byte[]> deadLetterProducer(
      @Identifier("default-kafka-broker") Map<String, Object> kafka, Seal seal) {
    Map<String, Object> own = new HashMap<>(seal.ofProducer());
    own.put(ProducerConfig.ACKS_CONFIG, "all");
    // A letter has more headers than its message, and topics limit the compressed size.
    own.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip");
    own.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
    return new KafkaProducer<>(
        ClientProperties.of(kafka, "materializer-dead-letters", own),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  void closeDeadLetterProducer(@Disposes Producer<byte[], byte[]> producer) {
    producer.close(LAST_SENDS);
  }
}

package dev.plimsoll.sync.lineage;

import dev.plimsoll.kafka.client.ClientProperties;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;

/// Transport to a topic of this service's own brokers.
final class KafkaTransport implements LineageTransport {
  private final KafkaProducer<String, String> producer;
  private final String topic;
  private final Duration timeout;

  /// @param kafka settings of this service's clients
  KafkaTransport(Map<String, Object> kafka, String topic, Duration timeout) {
    this.topic = topic;
    this.timeout = timeout;
    int millis = Math.toIntExact(timeout.toMillis());
    Map<String, Object> settings =
        ClientProperties.of(
            kafka,
            "plimsoll-sync-lineage",
            Map.of(
                ProducerConfig.MAX_BLOCK_MS_CONFIG, millis,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis,
                ProducerConfig.LINGER_MS_CONFIG, 0));
    producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
  }

  @Override
  public void send(String key, String event) throws IOException, InterruptedException {
    try {
      producer
          .send(new ProducerRecord<>(topic, key, event))
          .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw new IOException("topic " + topic + " took no event: " + e.getMessage(), e);
    }
  }

  @Override
  public String where() {
    return "topic " + topic;
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}

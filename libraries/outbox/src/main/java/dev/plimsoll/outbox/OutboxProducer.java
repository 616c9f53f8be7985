package dev.plimsoll.outbox;

import dev.plimsoll.kafka.client.ClientProperties;
import dev.plimsoll.seal.Seal;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.StringSerializer;

/// Kafka producer for relays, which cannot reorder messages.
public final class OutboxProducer {
  private static final int MAX_BLOCK_MILLIS = 5_000;

  private OutboxProducer() {}

  /// Idempotent, with `acks=all` and practically no delivery timeout. A message that expired in the
  /// client while a later one succeeded would follow it when sent again; so each stays queued until
  /// the broker has it.
  ///
  /// One request at a time: a broker accepts the first messages of a producer in a partition
  /// whatever their number. In a partition that is being made the first of two requests may be
  /// refused and the second accepted; the first would then be refused for ever (KAFKA-15591,
  /// brokers up to 4.3).
  ///
  /// @param kafka `bootstrap.servers` and security, where needed; settings of the order are
  ///     overridden
  /// @param seal put on every message
  public static Producer<String, String> open(Map<String, ?> kafka, Seal seal) {
    Map<String, Object> own = new HashMap<>(seal.ofProducer());
    own.putAll(
        Map.of(
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            true,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            Integer.MAX_VALUE,
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            MAX_BLOCK_MILLIS,
            ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
            1,
            ProducerConfig.LINGER_MS_CONFIG,
            0));
    return new KafkaProducer<>(
        ClientProperties.of(kafka, "outbox-relay", own),
        new StringSerializer(),
        new StringSerializer());
  }
}

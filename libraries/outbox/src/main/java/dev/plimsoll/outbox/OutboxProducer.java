package dev.plimsoll.outbox;

import dev.plimsoll.kafka.client.ClientProperties;
import dev.plimsoll.seal.Seal;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.StringSerializer;

/// The producer that a relay needs: one that cannot reorder.
public final class OutboxProducer {
  private static final int MAX_BLOCK_MILLIS = 5_000;

  private OutboxProducer() {}

  /// Idempotent, `acks=all`, and without a delivery timeout that matters: a message that expired
  /// in the client while a later one of its partition got through would come after it when it is
  /// sent again. What was handed over once therefore stays in line until the broker has it.
  ///
  /// One request at a time: a broker takes the first messages that it sees of a producer and a
  /// partition whatever their number. Of two requests under way to a partition that is just being
  /// made the first may be refused and the second taken; the first would then be refused for ever
  /// (KAFKA-15591, brokers up to 4.3).
  ///
  /// @param kafka how to reach the brokers: `bootstrap.servers` and, where they ask for it,
  ///     security; what makes the order certain is set here whatever it says
  /// @param seal what is put on every message
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

package dev.plimsoll.outbox;

import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.StringSerializer;

/// The producer that a relay needs: one that cannot reorder.
public final class OutboxProducer {
  private static final int MAX_BLOCK_MILLIS = 5_000;

  private OutboxProducer() {}

  /// Idempotent, `acks=all`, and without a delivery timeout that matters: a message that expired in
  /// the client while a later one of its partition got through would come after it when it is sent
  /// again. What was handed over once therefore stays in line until the broker has it.
  ///
  /// @param bootstrapServers `host:port`, several by comma
  public static Producer<String, String> open(String bootstrapServers) {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ProducerConfig.CLIENT_ID_CONFIG,
            "outbox-relay",
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            true,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            Integer.MAX_VALUE,
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            MAX_BLOCK_MILLIS,
            ProducerConfig.LINGER_MS_CONFIG,
            0),
        new StringSerializer(),
        new StringSerializer());
  }
}

package dev.plimsoll.materializer.ingestion;

import dev.plimsoll.contracts.problem.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Headers;

/// Messages that cannot be handled, byte for byte, with the reason in headers. The header names are
/// those of SmallRye's dead-letter queue, so that every such topic reads alike.
final class DeadLetters {
  static final String REASON = "dead-letter-reason";
  static final String CODE = "dead-letter-code";
  static final String TOPIC = "dead-letter-topic";
  static final String PARTITION = "dead-letter-partition";
  static final String OFFSET = "dead-letter-offset";

  private final Producer<byte[], byte[]> producer;
  private final String topic;

  /// @param topic of the dead letters, with its prefix
  DeadLetters(Producer<byte[], byte[]> producer, String topic) {
    this.producer = producer;
    this.topic = topic;
  }

  /// Begins to send; the caller waits for the answer before it acknowledges the message.
  Future<RecordMetadata> send(
      ConsumerRecord<byte[], byte[]> message, ErrorCode code, String reason) {
    ProducerRecord<byte[], byte[]> letter =
        new ProducerRecord<>(topic, null, message.key(), message.value());
    Headers headers = letter.headers();
    message.headers().forEach(headers::add);
    header(headers, REASON, reason);
    header(headers, CODE, code.value());
    header(headers, TOPIC, message.topic());
    header(headers, PARTITION, Integer.toString(message.partition()));
    header(headers, OFFSET, Long.toString(message.offset()));
    return producer.send(letter);
  }

  private static void header(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}

package dev.plimsoll.materializer.events;

import dev.plimsoll.contracts.message.DeadLetterHeaders;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.seal.Seal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// Dead letters: refused messages byte for byte, with the reason in [DeadLetterHeaders]. A
/// message that is too large with its headers is sent in a smaller form: its own topic still has
/// it.
final class DeadLetters {
  /// Size of the original value, in a cut letter.
  static final String VALUE_BYTES = "dead-letter-value-bytes";
  private static final int LONGEST_REASON = 1_000;

  /// The part of a message that a letter holds.
  enum Form {
    WHOLE(Integer.MAX_VALUE, true),
    WITHOUT_HEADERS(Integer.MAX_VALUE, false),
    /// The beginnings of its key and value.
    BEGINNING(16 << 10, false),
    /// Only its position, and the reason.
    REFERENCE(0, false);

    private final int most;
    private final boolean headers;

    Form(int most, boolean headers) {
      this.most = most;
      this.headers = headers;
    }

    /// @return null after the smallest
    @Nullable Form smaller() {
      return this == REFERENCE ? null : values()[ordinal() + 1];
    }
  }

  /// @param sealedBy kind of the writer whose seal the message has
  record Letter(
      ConsumerRecord<byte[], byte[]> message,
      String sealedBy,
      ErrorCode code,
      String reason,
      Form form) {
    static Letter whole(
        ConsumerRecord<byte[], byte[]> message, String sealedBy, ErrorCode code, String reason) {
      return new Letter(message, sealedBy, code, reason, Form.WHOLE);
    }

    Letter in(Form smaller) {
      return new Letter(message, sealedBy, code, reason, smaller);
    }
  }

  private final Producer<byte[], byte[]> producer;
  private final String topic;

  /// @param topic of the dead letters, with its prefix
  DeadLetters(Producer<byte[], byte[]> producer, String topic) {
    this.producer = producer;
    this.topic = topic;
  }

  /// Begins to send; the caller awaits the answer before it acknowledges the message.
  Future<RecordMetadata> send(Letter letter) {
    ConsumerRecord<byte[], byte[]> message = letter.message();
    Form form = letter.form();
    byte @Nullable [] value = message.value();
    ProducerRecord<byte[], byte[]> sent =
        new ProducerRecord<>(topic, null, cut(message.key(), form), cut(value, form));
    Headers headers = sent.headers();
    if (form.headers) {
      message.headers().forEach(headers::add);
      headers.remove(Seal.HEADER); // the letter is ours and gets our own
    }
    String reason = letter.reason();
    header(
        headers,
        DeadLetterHeaders.REASON,
        reason.substring(0, Math.min(reason.length(), LONGEST_REASON)));
    header(headers, DeadLetterHeaders.CODE, letter.code().value());
    header(headers, DeadLetterHeaders.SEALED_BY, letter.sealedBy());
    header(headers, DeadLetterHeaders.TOPIC, message.topic());
    header(headers, DeadLetterHeaders.PARTITION, Integer.toString(message.partition()));
    header(headers, DeadLetterHeaders.OFFSET, Long.toString(message.offset()));
    if (form.most < Integer.MAX_VALUE && value != null) {
      header(headers, VALUE_BYTES, Integer.toString(value.length));
    }
    return producer.send(sent);
  }

  private static byte @Nullable [] cut(byte @Nullable [] bytes, Form form) {
    return bytes == null || bytes.length <= form.most ? bytes : Arrays.copyOf(bytes, form.most);
  }

  private static void header(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}

package dev.plimsoll.kafka.client;

import dev.plimsoll.contracts.event.EventTypes;
import dev.plimsoll.contracts.message.EventHeaders;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.MalformedMessageException;
import dev.plimsoll.contracts.problem.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// CloudEvent as a Kafka message, with its attributes as headers (Kafka protocol binding, binary
/// mode).
public final class CloudEvent {
  private static final Map<String, Class<? extends Record>> RECORDS =
      EventTypes.all().entrySet().stream()
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

  private CloudEvent() {}

  /// The record of a message, by its type. A newer version may send types that this one does not
  /// know: such a message is refused, whatever it looks like.
  ///
  /// @param message whose value is text
  /// @param expected record, or a sealed interface of several
  /// @throws MalformedMessageException for no type, another type or an unreadable value
  public static <T> T read(ConsumerRecord<?, ?> message, Class<T> expected) {
    @Nullable Header header = message.headers().lastHeader(EventHeaders.TYPE);
    if (header == null || header.value() == null) {
      throw malformed("no header " + EventHeaders.TYPE, null);
    }
    String type = new String(header.value(), StandardCharsets.UTF_8);
    @Nullable Class<? extends Record> record = RECORDS.get(type);
    if (record == null || !expected.isAssignableFrom(record)) {
      throw malformed("not a " + expected.getSimpleName() + ": " + type, null);
    }
    try {
      return expected.cast(Json.read((String) message.value(), record));
    } catch (MalformedMessageException e) {
      throw malformed(String.valueOf(e.getMessage()), e);
    }
  }

  /// A refusal with its code before the reason: a dead letter may say nothing else.
  ///
  /// @param reason without quoting the message
  public static MalformedMessageException malformed(String reason, @Nullable Throwable cause) {
    return new MalformedMessageException(
        ErrorCode.MALFORMED_MESSAGE.value() + ": " + reason, cause);
  }

  /// @param source for example `/plimsoll/sync`
  /// @param at time of its cause
  public static void describe(
      ProducerRecord<?, ?> message, UUID id, String source, String type, Instant at) {
    header(message, EventHeaders.ID, id.toString());
    header(message, EventHeaders.SOURCE, source);
    header(message, EventHeaders.SPEC_VERSION, EventHeaders.SPEC_VERSION_VALUE);
    header(message, EventHeaders.TYPE, type);
    header(message, EventHeaders.TIME, at.toString());
    header(message, EventHeaders.CONTENT_TYPE, EventHeaders.CONTENT_TYPE_VALUE);
  }

  /// The `traceparent` that a message came with, as received: of any form. Null for none.
  public static @Nullable String traceparent(Headers headers) {
    @Nullable Header header = headers.lastHeader(EventHeaders.TRACE_PARENT);
    return header == null || header.value() == null
        ? null
        : new String(header.value(), StandardCharsets.UTF_8);
  }

  /// @param traceparent null for a message that belongs to no trace
  public static void trace(ProducerRecord<?, ?> message, @Nullable String traceparent) {
    if (traceparent != null) {
      header(message, EventHeaders.TRACE_PARENT, traceparent);
    }
  }

  public static void header(ProducerRecord<?, ?> message, String name, String value) {
    message.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}

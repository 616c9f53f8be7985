package dev.plimsoll.kafka.client;

import dev.plimsoll.contracts.message.EventHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// CloudEvent as a Kafka message, with its attributes as headers (Kafka protocol binding, binary
/// mode).
public final class CloudEvent {
  private CloudEvent() {}

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

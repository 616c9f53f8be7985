package dev.plimsoll.outbox;

import dev.plimsoll.contracts.event.EventTypes;
import dev.plimsoll.contracts.message.Json;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Message to be sent once its transaction has committed.
///
/// @param topic Kafka topic, with its prefix
/// @param partition null to choose by key
/// @param key Kafka key, which orders messages
/// @param id CloudEvent id, kept when it is sent again
/// @param type CloudEvent type
/// @param body JSON
/// @param headers beside those of a CloudEvent
/// @param traceparent of what caused it; null for that of the thread that appends it, if any
public record OutboxMessage(
    String topic,
    @Nullable Integer partition,
    String key,
    UUID id,
    String type,
    String body,
    Map<String, String> headers,
    @Nullable String traceparent) {

  /// A contract's message record with a new id.
  ///
  /// @throws IllegalArgumentException for any other record
  public static OutboxMessage of(
      String topic, @Nullable Integer partition, String key, Record message) {
    return new OutboxMessage(
        topic,
        partition,
        key,
        UUID.randomUUID(),
        EventTypes.of(message),
        Json.write(message),
        Map.of(),
        null);
  }

  /// The same message as part of the trace of what caused it.
  public OutboxMessage tracedBy(@Nullable String cause) {
    return new OutboxMessage(topic, partition, key, id, type, body, headers, cause);
  }
}

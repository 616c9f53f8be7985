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
public record OutboxMessage(
    String topic,
    @Nullable Integer partition,
    String key,
    UUID id,
    String type,
    String body,
    Map<String, String> headers) {

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
        Map.of());
  }
}

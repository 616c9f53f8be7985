package dev.plimsoll.outbox;

import dev.plimsoll.contracts.event.EventTypes;
import dev.plimsoll.contracts.message.Json;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A message to be sent once its transaction has committed.
///
/// @param topic Kafka topic, with its prefix
/// @param partition where it must go to one partition; else the key decides
/// @param key Kafka key: messages with one key stay in order
/// @param id CloudEvent id, the same whenever it is sent again
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

  /// A message record of the contracts, with a new id.
  ///
  /// @throws IllegalArgumentException for a record that is no message
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

package dev.plimsoll.planner.messaging;

import dev.plimsoll.contracts.event.EventTypes;
import dev.plimsoll.contracts.message.EventHeaders;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.MalformedMessageException;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.seal.Seal;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/// Reader of sealed CloudEvents, by their type.
@Singleton
public final class Messages {
  private static final Map<String, Class<? extends Record>> CLASSES =
      EventTypes.all().entrySet().stream()
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

  private final Seal seal;

  public Messages(Seal seal) {
    this.seal = seal;
  }

  /// @param expected record class, or a sealed interface of several
  /// @throws PlimsollException FORGED_MESSAGE without the system's seal
  /// @throws MalformedMessageException without a type, of another type or unreadable
  public <T> T read(ConsumerRecord<String, String> message, Class<T> expected) {
    seal.require(message);
    Header header = message.headers().lastHeader(EventHeaders.TYPE);
    if (header == null) {
      throw new MalformedMessageException("no header " + EventHeaders.TYPE, null);
    }
    String type = new String(header.value(), StandardCharsets.UTF_8);
    Class<? extends Record> record = CLASSES.get(type);
    if (record == null || !expected.isAssignableFrom(record) || message.value() == null) {
      throw new MalformedMessageException("not a " + expected.getSimpleName() + ": " + type, null);
    }
    return expected.cast(Json.read(message.value(), record));
  }
}

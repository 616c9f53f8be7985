package dev.plimsoll.kafka.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.event.EventTypes;
import dev.plimsoll.contracts.message.EventHeaders;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.MalformedMessageException;
import dev.plimsoll.contracts.sync.ReadCommand;
import dev.plimsoll.contracts.sync.SyncEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class CloudEventTest {
  private static final ReadCommand COMMAND = new ReadCommand(new UUID(0, 1), new UUID(0, 2));
  private static final String TYPE = EventTypes.of(COMMAND);

  private static ConsumerRecord<String, String> message(
      @Nullable String type, @Nullable String body) {
    ConsumerRecord<String, String> message = new ConsumerRecord<>("t", 0, 0, "k", body);
    if (type != null) {
      message.headers().add(EventHeaders.TYPE, type.getBytes(StandardCharsets.UTF_8));
    }
    return message;
  }

  @Test
  void readsARecordOfItsTypeWithPartsThatItDoesNotKnow() {
    String later = Json.write(COMMAND).replaceFirst("\\{", "{\"later\":{\"x\":[1]},");
    assertThat(CloudEvent.read(message(TYPE, later), ReadCommand.class)).isEqualTo(COMMAND);
  }

  @Test
  void refusesAnythingElseByItsCode() {
    String body = Json.write(COMMAND);
    assertRefused(message("dev.plimsoll.sync.read.v2", body), "dev.plimsoll.sync.read.v2");
    assertRefused(message(EventTypes.of(SyncEvent.TableLoaded.class), body), "table.loaded");
    assertRefused(message(null, body), EventHeaders.TYPE);
    ConsumerRecord<String, String> nullType = message(null, body);
    nullType.headers().add(EventHeaders.TYPE, null);
    assertRefused(nullType, EventHeaders.TYPE);
    assertRefused(message(TYPE, null), "ReadCommand");
    for (String none : List.of("", "{", "null", "[]", "\"text\"", "{\"id\":")) {
      assertRefused(message(TYPE, none), "ReadCommand");
    }
    assertRefused(message(TYPE, body.replaceFirst("0000-", "000x-")), "UUID");
  }

  private static void assertRefused(ConsumerRecord<String, String> message, String named) {
    assertThatThrownBy(() -> CloudEvent.read(message, ReadCommand.class))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageStartingWith("malformed-message: ")
        .hasMessageContaining(named);
  }
}

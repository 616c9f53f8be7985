package dev.plimsoll.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.event.EventTypes;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.sync.ReadCommand;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OutboxMessageTest {
  private final ReadCommand command = new ReadCommand(UUID.randomUUID(), UUID.randomUUID());

  @Test
  void carriesTheRecordItsTypeAndAnIdOfItsOwn() {
    OutboxMessage one = OutboxMessage.of("topic", null, "key", command);
    OutboxMessage two = OutboxMessage.of("topic", null, "key", command);

    assertThat(one.type()).isEqualTo(EventTypes.of(ReadCommand.class));
    assertThat(Json.read(one.body(), ReadCommand.class)).isEqualTo(command);
    assertThat(one.id()).isNotEqualTo(two.id());
  }

  @Test
  void refusesRecordsThatAreNoMessages() {
    assertThatThrownBy(() -> OutboxMessage.of("topic", null, "key", new NoMessage(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private record NoMessage(int number) {}
}

package dev.plimsoll.planner.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.event.EventTypes;
import dev.plimsoll.contracts.message.EventHeaders;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.MalformedMessageException;
import dev.plimsoll.contracts.sync.SyncEvent;
import dev.plimsoll.seal.Seal;
import jakarta.transaction.RollbackException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MessagesTest {
  private static final BuildEvent.Started STARTED =
      new BuildEvent.Started(new UUID(0, 1), 1, 0, Instant.EPOCH, "b", false);

  // What a message must bear is tested where that is decided.
  private static final Messages MESSAGES = new Messages(new Seal(List.of(), true));

  private static ConsumerRecord<String, String> message(String type, String body) {
    ConsumerRecord<String, String> message = new ConsumerRecord<>("t", 0, 0, "k", body);
    message.headers().add(EventHeaders.TYPE, type.getBytes(StandardCharsets.UTF_8));
    return message;
  }

  @Test
  void readsARecordByItsType() {
    assertThat(
            MESSAGES.read(message(EventTypes.of(STARTED), Json.write(STARTED)), BuildEvent.class))
        .isEqualTo(STARTED);
  }

  @Test
  void refusesWhatItCannotRead() {
    String type = EventTypes.of(STARTED);
    assertThatThrownBy(() -> MESSAGES.read(message(type, "{"), BuildEvent.class))
        .isInstanceOf(MalformedMessageException.class);
    assertThatThrownBy(() -> MESSAGES.read(message("unknown", "{}"), BuildEvent.class))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage("malformed-message: not a BuildEvent: unknown");
    assertThatThrownBy(() -> MESSAGES.read(message(type, Json.write(STARTED)), SyncEvent.class))
        .isInstanceOf(MalformedMessageException.class);
    assertThatThrownBy(
            () -> MESSAGES.read(new ConsumerRecord<>("t", 0, 0, "k", "{}"), BuildEvent.class))
        .isInstanceOf(MalformedMessageException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"57P01", "53100", "25006"})
  void waitsForTheDatabaseWhateverAilsIt(String state) {
    AtomicInteger calls = new AtomicInteger();

    Messages.untilDone(
        "a test",
        () -> {
          if (calls.incrementAndGet() < 5) {
            throw new IllegalStateException(new SQLException("not now", state));
          }
        });

    assertThat(calls).hasValue(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"42601", "22003"})
  void givesUpOnWhatTheDatabaseRefuses(String state) {
    AtomicInteger calls = new AtomicInteger();

    assertThatThrownBy(
            () ->
                Messages.untilDone(
                    "a test",
                    () -> {
                      calls.incrementAndGet();
                      throw new IllegalStateException(new SQLException("wrong", state));
                    }))
        .isInstanceOf(IllegalStateException.class);

    assertThat(calls).hasValue(4);
  }

  @Test
  void triesAgainWhatATransactionEndedFor() {
    // given a process that was frozen in a transaction, which was rolled back for its time
    AtomicInteger calls = new AtomicInteger();

    Messages.untilDone(
        "a test",
        () -> {
          if (calls.incrementAndGet() == 1) {
            throw new IllegalStateException(new RollbackException("the transaction is not active"));
          }
        });

    assertThat(calls).hasValue(2);
  }
}

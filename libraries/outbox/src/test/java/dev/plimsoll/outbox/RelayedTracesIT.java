package dev.plimsoll.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.kafka.client.CloudEvent;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestSeal;
import dev.plimsoll.tracing.Traced;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The trace of what caused a message is stored with it, and sent with it by whichever relay does
/// so in the end.
final class RelayedTracesIT {
  private static final String BOOTSTRAP = Stack.get().kafkaBootstrap();
  private static final String SOURCE = "/plimsoll/test";
  private static final String FIRST = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final String OTHER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

  private final String topic = "traced-" + UUID.randomUUID();
  private OutboxTable outbox;
  private Producer<String, String> producer;

  @BeforeEach
  void open() throws Exception {
    ReadTopic.create(BOOTSTRAP, topic, 1);
    outbox = new OutboxTable("traced");
    producer = OutboxProducer.open(Map.of("bootstrap.servers", BOOTSTRAP), TestSeal.SEAL);
  }

  @AfterEach
  void close() {
    producer.close(Duration.ZERO);
  }

  @Test
  void eachMessageBearsTheTraceOfItsCause() throws Exception {
    // given messages of a request, of a stored cause, of nothing, and of a cause that is no trace
    OutboxMessage current = OutboxTable.message(topic, "current");
    OutboxMessage stored = OutboxTable.message(topic, "stored").tracedBy(OTHER);
    OutboxMessage untraced = OutboxTable.message(topic, "untraced");
    OutboxMessage malformed = OutboxTable.message(topic, "malformed").tracedBy("'; --");
    try (Traced _ = Traced.request("POST", FIRST)) {
      append(current, stored);
    }
    append(untraced, malformed);

    // when the first relay loses its database between sending and forgetting, and another goes on
    Producer<String, String> dying =
        OutboxRelayIT.afterEachSend(producer, outbox::killOldestTransaction);
    try (OutboxRelay relay = OutboxTable.relay(outbox, dying, SOURCE)) {
      assertThatThrownBy(relay::relayRound).isInstanceOf(SQLException.class);
    }
    try (OutboxRelay relay = OutboxTable.relay(outbox, producer, SOURCE)) {
      assertThat(relay.relayRound()).isEqualTo(4);
    }

    // then each of them was sent with it, the first time and the second
    List<UUID> ids = List.of(current.id(), stored.id(), untraced.id(), malformed.id());
    Map<String, List<String>> traces =
        ReadTopic.untilSeen(BOOTSTRAP, topic, ids).messages().stream()
            .collect(
                Collectors.groupingBy(
                    ConsumerRecord::key,
                    Collectors.mapping(
                        message -> String.valueOf(CloudEvent.traceparent(message.headers())),
                        Collectors.toList())));
    assertThat(traces.get("current")).isNotEmpty().containsOnly(FIRST);
    assertThat(traces.get("stored")).isNotEmpty().containsOnly(OTHER);
    assertThat(traces.get("untraced")).isNotEmpty().containsOnly("null");
    assertThat(traces.get("malformed")).isNotEmpty().containsOnly("null");
  }

  private void append(OutboxMessage... messages) throws SQLException {
    try (Connection connection = outbox.getConnection()) {
      Outbox.append(connection, List.of(messages));
    }
  }
}

package dev.plimsoll.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.devstack.process.StackCommand;
import dev.plimsoll.devstack.process.StackProcess;
import dev.plimsoll.devstack.process.StackProgram;
import dev.plimsoll.testkit.TestSeal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kafka away for a while: a broker of this test's own is stopped and started on the same data.
class KafkaOutageIT {
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(90);

  @TempDir Path folder;

  @Test
  void whatWasAppendedDuringAnOutageComesAfterItOnceAndInOrder() throws Exception {
    OutboxTable outbox = new OutboxTable("outbox_outage");
    String topic = "outage";
    List<UUID> expected = new ArrayList<>();
    StackProcess broker = launch(List.of("--kafka-login", "off"));
    String bootstrap = broker.awaitReady().kafka().bootstrap();
    try (Producer<String, String> producer =
            OutboxProducer.open(Map.of("bootstrap.servers", bootstrap), TestSeal.SEAL);
        OutboxRelay relay = OutboxTable.relay(outbox, producer, "/plimsoll/test")) {
      ReadTopic.create(bootstrap, topic, 1);
      relay.start();

      // given messages that came through
      expected.addAll(append(outbox, topic, relay));
      await().atMost(LONG_ENOUGH).until(() -> outbox.size() == 0);

      // when the broker is away, and messages are appended meanwhile
      broker.close();
      for (int i = 0; i < 20; i++) {
        expected.addAll(append(outbox, topic, relay));
      }
      assertThat(outbox.size()).isEqualTo(200);
      broker =
          launch(
              List.of(
                  "--kafka-login",
                  "off",
                  "--kafka-port",
                  bootstrap.substring(bootstrap.indexOf(':') + 1)));
      broker.awaitReady();

      // then they all come once it is back, in their order, none of them twice
      await().atMost(LONG_ENOUGH).until(() -> outbox.size() == 0);
      ReadTopic read = ReadTopic.untilSeen(bootstrap, topic, outbox.appended());
      assertThat(read.idsOf("key")).isEqualTo(expected);
      assertThat(read.messages()).hasSize(expected.size());
    } finally {
      broker.close();
    }
  }

  private static List<UUID> append(OutboxTable outbox, String topic, OutboxRelay relay)
      throws SQLException {
    List<UUID> ids = outbox.append(topic, "key", 10).stream().map(OutboxMessage::id).toList();
    relay.wake();
    return ids;
  }

  private StackProcess launch(List<String> options) {
    return StackProcess.launch(
        new StackCommand(
            StackProgram.EMBEDDED,
            List.of(),
            Path.of(System.getProperty("plimsoll.root")),
            folder.resolve("data"),
            folder.resolve("stack.log"),
            List.of(),
            options));
  }
}

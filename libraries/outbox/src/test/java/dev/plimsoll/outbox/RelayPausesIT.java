package dev.plimsoll.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestSeal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// When a relay looks, and when it does not.
class RelayPausesIT {
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(60);
  private static final String BOOTSTRAP = Stack.get().kafkaBootstrap();
  private static final IdlePauses ENDLESS =
      new IdlePauses(Duration.ofHours(1), Duration.ofHours(1));

  private final String topic = "outbox-" + UUID.randomUUID();
  private final List<Integer> looks = new CopyOnWriteArrayList<>();
  private OutboxTable outbox;
  private Producer<String, String> producer;

  @BeforeEach
  void open() throws Exception {
    outbox = new OutboxTable("outbox_pauses");
    producer = OutboxProducer.open(Map.of("bootstrap.servers", BOOTSTRAP), TestSeal.SEAL);
    ReadTopic.create(BOOTSTRAP, topic, 1);
  }

  @AfterEach
  void close() {
    producer.close(Duration.ZERO);
  }

  /// The outbox table, of which it offers no more than so many at a time.
  private final class Few implements Backlog<TableBacklog.Row> {
    private final TableBacklog table = new TableBacklog();
    private final int offered;

    Few(int offered) {
      this.offered = offered;
    }

    @Override
    public boolean tryLock(Connection connection) throws SQLException {
      return table.tryLock(connection);
    }

    @Override
    public List<TableBacklog.Row> next(Connection connection, int atMost) throws SQLException {
      List<TableBacklog.Row> next = table.next(connection, Math.min(offered, atMost));
      looks.add(next.size());
      return next;
    }

    @Override
    public void done(Connection connection, List<TableBacklog.Row> acknowledged)
        throws SQLException {
      table.done(connection, acknowledged);
    }
  }

  @Test
  void goesOnUntilNothingIsOfferedAndThenSleepsUntilItIsWoken() throws Exception {
    // given a relay that would look once an hour, and a backlog that offers less than it has
    outbox.append(topic, "key", 5);
    try (OutboxRelay relay =
        new OutboxRelay(outbox, producer, "/plimsoll/test", new Few(2), ENDLESS)) {
      relay.start();

      // then it sends everything that is there
      await().atMost(LONG_ENOUGH).until(() -> looks.size() == 4);
      assertThat(looks).containsExactly(2, 2, 1, 0);

      // and what comes later as soon as it is woken
      outbox.append(topic, "key", 1);
      relay.wake();
      await().atMost(LONG_ENOUGH).until(() -> outbox.size() == 0);
    }
  }

  @Test
  void looksWhereSomethingIsAppendedInThisProcess() throws Exception {
    // given a relay that would look once an hour
    try (OutboxRelay relay =
        new OutboxRelay(outbox, producer, "/plimsoll/test", new Few(100), ENDLESS)) {
      relay.start();
      await().atMost(LONG_ENOUGH).until(() -> looks.size() == 1);

      // when something is appended that nobody wakes it for
      try (Connection connection = outbox.getConnection()) {
        Outbox.append(connection, OutboxTable.message(topic, "key"));
      }

      // then it is sent
      await().atMost(LONG_ENOUGH).until(() -> outbox.size() == 0);
    }
  }

  @Test
  void findsWhatNobodyWokeItFor() throws Exception {
    // given a relay that has nothing to do
    Instant began = Instant.now();
    try (OutboxRelay relay =
        new OutboxRelay(
            outbox,
            producer,
            "/plimsoll/test",
            new Few(100),
            new IdlePauses(Duration.ofMillis(10), Duration.ofMillis(400)))) {
      relay.start();
      await().atMost(LONG_ENOUGH).until(() -> looks.size() >= 9);

      // then its pauses have grown: 10, 20, 40, 80, 160, 320, 400 and 400 ms
      assertThat(Duration.between(began, Instant.now())).isGreaterThan(Duration.ofMillis(1_400));

      // and it sends what a process has left that died before it woke anybody
      outbox.append(topic, "key", 3);
      await().atMost(LONG_ENOUGH).until(() -> outbox.size() == 0);
    }
  }
}

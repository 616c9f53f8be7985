package dev.plimsoll.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.event.EventTypes;
import dev.plimsoll.contracts.message.EventHeaders;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.SetAsideMessage;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ReadCommand;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestSeal;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutboxRelayIT {
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(60);
  private static final String SOURCE = "/plimsoll/test";
  private static final String BOOTSTRAP = Stack.get().kafkaBootstrap();

  private final String topic = "outbox-" + UUID.randomUUID();
  private OutboxTable outbox;
  private Producer<String, String> producer;

  @BeforeEach
  void open() throws SQLException, ExecutionException, InterruptedException {
    outbox = new OutboxTable("outbox");
    producer = OutboxProducer.open(Map.of("bootstrap.servers", BOOTSTRAP), TestSeal.SEAL);
    ReadTopic.create(BOOTSTRAP, topic, 4);
  }

  @AfterEach
  void close() {
    producer.close(Duration.ZERO);
  }

  @Test
  void sendsWhatWasCommittedInItsOrderAndForgetsIt() throws Exception {
    // given messages of two keys, appended in turns, and some that were rolled back
    Map<String, List<UUID>> expected = new HashMap<>();
    for (int i = 0; i < 30; i++) {
      String key = i % 2 == 0 ? "even" : "odd";
      ids(outbox.append(topic, key, 1 + i % 3))
          .forEach(id -> expected.computeIfAbsent(key, _ -> new ArrayList<>()).add(id));
    }
    try (Connection connection = outbox.getConnection()) {
      connection.setAutoCommit(false);
      Outbox.append(connection, OutboxTable.message(topic, "even"));
      connection.rollback();
    }

    // when
    try (OutboxRelay relay = OutboxTable.relay(outbox, producer, SOURCE)) {
      assertThat(relay.relayRound()).isEqualTo(60);
      assertThat(relay.relayRound()).isZero();
    }

    // then
    assertThat(outbox.size()).isZero();
    ReadTopic read = ReadTopic.untilSeen(BOOTSTRAP, topic, outbox.appended());
    assertThat(read.messages()).hasSize(60);
    expected.forEach((key, ids) -> assertThat(read.idsOf(key)).isEqualTo(ids));
  }

  @Test
  void messagesAreCloudEventsInBinaryMode() throws Exception {
    ReadCommand command = new ReadCommand(UUID.randomUUID(), UUID.randomUUID());
    OutboxMessage message = OutboxMessage.of(topic, 3, "a key", command);
    try (Connection connection = outbox.getConnection()) {
      Outbox.append(connection, message);
    }
    try (OutboxRelay relay = OutboxTable.relay(outbox, producer, SOURCE)) {
      relay.relayRound();
    }

    ConsumerRecord<String, String> read =
        ReadTopic.untilSeen(BOOTSTRAP, topic, List.of(message.id())).messages().getFirst();
    assertThat(read.partition()).isEqualTo(3);
    assertThat(read.key()).isEqualTo("a key");
    assertThat(Json.read(read.value(), ReadCommand.class)).isEqualTo(command);
    assertThat(ReadTopic.header(read, EventHeaders.SOURCE)).isEqualTo(SOURCE);
    assertThat(ReadTopic.header(read, EventHeaders.SPEC_VERSION)).isEqualTo("1.0");
    assertThat(ReadTopic.header(read, EventHeaders.TYPE)).isEqualTo(EventTypes.of(command));
    assertThat(ReadTopic.header(read, EventHeaders.CONTENT_TYPE)).isEqualTo("application/json");
    assertThat(ReadTopic.header(read, EventHeaders.TIME)).startsWith("20").endsWith("Z");
  }

  @Test
  void aCrashBetweenSendAndDeleteSendsAgainWithTheSameIds() throws Exception {
    // given a relay whose backend dies once everything was handed to Kafka
    List<UUID> expected = ids(outbox.append(topic, "key", 50));
    AtomicInteger sends = new AtomicInteger();
    Producer<String, String> dying =
        afterEachSend(
            producer,
            () -> {
              if (sends.incrementAndGet() == 50) {
                outbox.killOldestTransaction();
              }
            });
    try (OutboxRelay relay = OutboxTable.relay(outbox, dying, SOURCE)) {
      assertThatThrownBy(relay::relayRound).isInstanceOf(SQLException.class);
    }
    assertThat(outbox.size()).isEqualTo(50);

    // when the next one goes on
    try (OutboxRelay relay = OutboxTable.relay(outbox, producer, SOURCE)) {
      assertThat(relay.relayRound()).isEqualTo(50);
    }

    // then each message came twice, with one id, for the first time in its order
    outbox.append(topic, "last", 1);
    try (OutboxRelay relay = OutboxTable.relay(outbox, producer, SOURCE)) {
      relay.relayRound();
    }
    ReadTopic read = ReadTopic.untilSeen(BOOTSTRAP, topic, outbox.appended());
    assertThat(read.idsOf("key")).isEqualTo(expected);
    assertThat(read.messages().stream().filter(m -> m.key().equals("key"))).hasSize(100);
  }

  @Test
  void twoRelaysOnOneTableNeverReorder() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Map<String, List<UUID>> expected = new HashMap<>();
    try (Producer<String, String> other =
            OutboxProducer.open(Map.of("bootstrap.servers", BOOTSTRAP), TestSeal.SEAL);
        OutboxRelay one = OutboxTable.relay(outbox, producer, SOURCE);
        OutboxRelay two = OutboxTable.relay(outbox, other, SOURCE);
        ExecutorService writers = Executors.newCachedThreadPool()) {
      one.start();
      two.start();
      Map<String, Future<List<UUID>>> results = new HashMap<>();
      for (int writer = 0; writer < 4; writer++) {
        Random random = new Random(seed + writer);
        String key = "key-" + writer;
        results.put(key, writers.submit(() -> write(key, random, one, two)));
      }
      for (Map.Entry<String, Future<List<UUID>>> result : results.entrySet()) {
        expected.put(result.getKey(), result.getValue().get());
      }
      await().atMost(LONG_ENOUGH).until(() -> outbox.size() == 0);
    }

    ReadTopic read = ReadTopic.untilSeen(BOOTSTRAP, topic, outbox.appended());
    expected.forEach((key, ids) -> assertThat(read.idsOf(key)).as(key).isEqualTo(ids));
    assertThat(read.messages()).as("no crash, so none twice").hasSize(outbox.appended().size());
  }

  private List<UUID> write(String key, Random random, OutboxRelay... relays) throws SQLException {
    List<UUID> ids = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      ids.addAll(ids(outbox.append(topic, key, 1 + random.nextInt(40))));
      relays[random.nextInt(relays.length)].wake();
    }
    return ids;
  }

  @Test
  void aTopicThatKafkaRefusesHoldsBackNoOther() throws Exception {
    // given messages of a topic that is not there, between others
    String missing = "outbox-" + UUID.randomUUID();
    List<UUID> taken = new ArrayList<>(ids(outbox.append(topic, "key", 2)));
    outbox.append(missing, "key", 2);
    taken.addAll(ids(outbox.append(topic, "key", 2)));

    // when
    try (OutboxRelay relay = OutboxTable.relay(outbox, without(missing), SOURCE)) {
      assertThatThrownBy(relay::relayRound)
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseInstanceOf(UnknownTopicOrPartitionException.class);
    }

    // then the other topic has its messages, and only what is held back is still there
    ReadTopic read = ReadTopic.untilSeen(BOOTSTRAP, topic, taken);
    assertThat(read.idsOf("key")).isEqualTo(taken);
    assertThat(outbox.size()).isEqualTo(2);
    assertThat(new SetAsideMessages(outbox).list(null, 0, 10)).isEmpty();
  }

  @Test
  void aMessageThatKafkaNeverTakesIsSetAsideAlone() throws Exception {
    // given one beyond the producer's limit, one beyond the topic's, and one for a partition that
    // there is not, between others
    String strict = "outbox-" + UUID.randomUUID();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", BOOTSTRAP))) {
      NewTopic narrow =
          new NewTopic(strict, 1, (short) 1).configs(Map.of("max.message.bytes", "10000"));
      admin.createTopics(List.of(narrow)).all().get();
    }
    List<UUID> taken = new ArrayList<>(ids(outbox.append(strict, "key", 2)));
    UUID first = outbox.append(strict, "x".repeat(2_000_000), 1).getFirst().id();
    taken.addAll(ids(outbox.append(strict, "key", 2)));
    UUID second = outbox.append(strict, "y".repeat(20_000), 1).getFirst().id();
    UUID third = outbox.appendTo(strict, -7, "key").id();
    taken.addAll(ids(outbox.append(strict, "key", 2)));
    SetAsideMessages messages = new SetAsideMessages(outbox);

    try (OutboxRelay relay = OutboxTable.relay(outbox, producer, SOURCE)) {
      // when
      assertThat(relay.relayRound()).isEqualTo(9);
      assertThat(relay.relayRound()).isZero();

      // then the others came in their order, and these three are seen
      assertThat(ReadTopic.untilSeen(BOOTSTRAP, strict, taken).idsOf("key")).isEqualTo(taken);
      List<SetAsideMessage> aside = messages.list(null, 0, 10);
      assertThat(aside).extracting(SetAsideMessage::eventId).containsExactly(first, second, third);
      assertThat(aside)
          .allSatisfy(
              one -> {
                assertThat(one.topic()).isEqualTo(strict);
                assertThat(one.type()).isEqualTo("dev.plimsoll.sync.read.v1");
                assertThat(one.bytes()).isPositive();
              });
      assertThat(aside.get(0).reason()).contains("RecordTooLarge");
      assertThat(aside.get(1).reason()).contains("RecordTooLarge");
      assertThat(messages.list(strict, 0, 10)).isEqualTo(aside);
      assertThat(messages.list("elsewhere", 0, 10)).isEmpty();
      assertThat(messages.list(null, aside.getFirst().id(), 1))
          .extracting(SetAsideMessage::eventId)
          .containsExactly(second);

      // and one is dropped; another comes when the topic takes it and it is tried again
      messages.drop(aside.get(0).id());
      assertThatThrownBy(() -> messages.drop(aside.get(0).id()))
          .isInstanceOf(PlimsollException.class);
      messages.retry(aside.get(1).id());
      relay.relayRound();
      assertThat(messages.list(null, 0, 10))
          .extracting(SetAsideMessage::eventId)
          .containsExactly(second, third);
      widen(strict);
      await()
          .atMost(LONG_ENOUGH)
          .until(
              () -> {
                for (SetAsideMessage one : messages.list(null, 0, 10)) {
                  if (one.eventId().equals(second)) {
                    messages.retry(one.id());
                  }
                }
                relay.relayRound();
                return outbox.size() == 1;
              });
    }
    ReadTopic.untilSeen(BOOTSTRAP, strict, List.of(second));
  }

  private static void widen(String topic) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    ConfigEntry entry = new ConfigEntry("max.message.bytes", "1000000");
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", BOOTSTRAP))) {
      admin
          .incrementalAlterConfigs(
              Map.of(resource, List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
  }

  @Test
  void howeverManyAreHeldBackOtherTopicsGoOn() throws Exception {
    // given more of a topic that is not there than a round takes, before those of another
    String missing = "outbox-" + UUID.randomUUID();
    outbox.append(missing, "held back", OutboxRelay.ROUND + 100);
    List<UUID> taken = new ArrayList<>(ids(outbox.append(topic, "key", 2)));

    // when it relays, then the others are told
    try (OutboxRelay relay = OutboxTable.relay(outbox, without(missing), SOURCE)) {
      relay.start();
      assertThat(ReadTopic.untilSeen(BOOTSTRAP, topic, taken).idsOf("key")).isEqualTo(taken);
    }
    assertThat(outbox.size()).isEqualTo(OutboxRelay.ROUND + 100);
  }

  /// A producer that knows no such topic.
  private Producer<String, String> without(String missing) {
    return intercepting(
        producer,
        (send, message) ->
            message.topic().equals(missing)
                ? CompletableFuture.failedFuture(new UnknownTopicOrPartitionException("none"))
                : send.call());
  }

  /// The limit of all other sessions is for those that freeze.
  @Test
  void aRelayThatWaitsForKafkaIsNotTakenForFrozen() throws Exception {
    List<UUID> sent = ids(outbox.append(topic, "key", 2));
    outbox.endIdleTransactionsAfter(Duration.ofMillis(300));
    Producer<String, String> slow =
        afterEachSend(producer, () -> outbox.awaitIdleTransaction(Duration.ofSeconds(1)));

    try (OutboxRelay relay = OutboxTable.relay(outbox, slow, SOURCE)) {
      assertThat(relay.relayRound()).isEqualTo(2);
    }

    assertThat(ReadTopic.untilSeen(BOOTSTRAP, topic, sent).messages()).hasSize(2);
  }

  /// A producer that does something more after each message it was handed.
  static Producer<String, String> afterEachSend(Producer<String, String> producer, Runnable then) {
    return intercepting(
        producer,
        (send, _) -> {
          Object answer = send.call();
          then.run();
          return answer;
        });
  }

  private interface Interception {
    Object send(Callable<Object> send, ProducerRecord<?, ?> message) throws Exception;
  }

  @SuppressWarnings("unchecked")
  private static Producer<String, String> intercepting(
      Producer<String, String> producer, Interception interception) {
    return (Producer<String, String>)
        Proxy.newProxyInstance(
            OutboxRelayIT.class.getClassLoader(),
            new Class<?>[] {Producer.class},
            (_, method, arguments) -> {
              try {
                return method.getName().equals("send")
                    ? interception.send(
                        () -> method.invoke(producer, arguments),
                        (ProducerRecord<?, ?>) arguments[0])
                    : method.invoke(producer, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static List<UUID> ids(List<OutboxMessage> messages) {
    return messages.stream().map(OutboxMessage::id).toList();
  }
}

package dev.plimsoll.materializer.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.event.EventTypes;
import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.log.FileBatch;
import dev.plimsoll.contracts.message.DeadLetterHeaders;
import dev.plimsoll.contracts.message.EventHeaders;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.materializer.append.BadFiles;
import dev.plimsoll.materializer.append.LogClient;
import dev.plimsoll.testkit.Batches;
import dev.plimsoll.testkit.Forger;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackResource;
import dev.plimsoll.testkit.TestSeal;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Whole files by `log.events`: good ones get offsets, each bad one is a dead letter with its
/// reason.
@QuarkusTest
class FileEventsIT {
  private static final String TYPE = EventTypes.of(FileAppended.class);

  private static final String LOG_EVENTS = Topic.LOG_EVENTS.name(StackResource.TOPIC_PREFIX);
  private static final String LOG_EVENTS_DLQ =
      Topic.LOG_EVENTS_DLQ.name(StackResource.TOPIC_PREFIX);

  /// Kafka's default for a topic.
  private static final int BROKERS_LIMIT = 1_048_588;

  private KafkaProducer<String, byte[]> producer;

  @BeforeEach
  void open() {
    producer =
        new KafkaProducer<>(
            TestSeal.producer(Stack.get().kafkaBootstrap()),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  @AfterEach
  void close() {
    producer.close();
  }

  @Test
  void aFileMakesItsPartitionsAndGetsItsOffsetsOnce() {
    // given two files of a topic that is new, the first of them sent twice
    FileAppended one = LogClient.file("file.events", 3, "p", "file.events/1", 0, 2);
    FileAppended two = LogClient.file("file.events", 3, "p", "file.events/2", 2, 2);
    send("p", Json.write(one).getBytes(StandardCharsets.UTF_8));
    send("p", Json.write(one).getBytes(StandardCharsets.UTF_8));
    send("p", Json.write(two).getBytes(StandardCharsets.UTF_8));

    // then each batch has its offsets once, in the order of the files
    LogClient.awaitBatches("file.events", 12);
    LogClient.kept();
    assertThat(LogClient.audit("file.events").batches()).isEqualTo(12);
    assertThat(LogClient.batches("file.events", 2).batches())
        .extracting(batch -> batch.object().key(), batch -> batch.sequence())
        .containsExactly(
            tuple("file.events/1", 0L),
            tuple("file.events/1", 1L),
            tuple("file.events/2", 2L),
            tuple("file.events/2", 3L));
  }

  @Test
  void forgedEventsAreDeadLettersAndMakeNothing() {
    String before = LogClient.kept();
    try (Forger forger = new Forger(Stack.get().kafkaBootstrap())) {
      // given files of nobody and of a stranger, and one behind them in order
      FileAppended forged = LogClient.file("file.forged", 1, "p", "file.forged/1", 0, 1);
      forger.send(LOG_EVENTS, 0, "forged/file", forged);
      forger.send(LOG_EVENTS, 0, "forged/batch", Batches.batch("file.forged", 0, "p", 0, 0));

      // then they are dead letters, sealed as those of this service
      for (String key : List.of("forged/file", "forged/batch")) {
        await()
            .untilAsserted(
                () ->
                    assertThat(forger.read(LOG_EVENTS_DLQ, key))
                        .hasSize(2)
                        .allSatisfy(
                            letter -> {
                              assertThat(header(letter, DeadLetterHeaders.CODE))
                                  .isEqualTo("forged-message");
                              assertThat(header(letter, DeadLetterHeaders.SEALED_BY))
                                  .isEqualTo("nobody");
                              assertThat(TestSeal.SEAL.isOn(letter)).isTrue();
                            }));
      }
    }

    // and nothing of them is in the log
    assertThat(LogClient.kept()).isEqualTo(before);
  }

  @Test
  void anOutsideProducerAppendsToItsOwnTopicsAlone() {
    String before = LogClient.kept();
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", Stack.get().kafkaBootstrap());
    settings.putAll(TestSeal.OUTSIDER.ofProducer());
    try (KafkaProducer<String, byte[]> outsider =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      // given one with a key of its own, for topics that begin with `outside.`
      FileAppended other = LogClient.file("file.outside", 1, "o", "file.outside/1", 0, 1);
      FileAppended own = LogClient.file("outside.own", 1, "o", "file.outside/2", 0, 1);

      // when it appends to others', and to its own
      send(outsider, null, "outsider/other", Json.write(other).getBytes(StandardCharsets.UTF_8));
      send(outsider, null, "outsider/other", Json.write(own).getBytes(StandardCharsets.UTF_8));

      // then its own get offsets, and the other is a dead letter that says whose it is
      LogClient.awaitBatches("outside.own", 1);
      ConsumerRecord<String, byte[]> letter = letters("outsider/other", 1).get("outsider/other");
      assertThat(header(letter, DeadLetterHeaders.CODE)).isEqualTo("not-permitted");
      assertThat(header(letter, DeadLetterHeaders.SEALED_BY)).isEqualTo("producer");
    }
    assertThat(before).isNotEqualTo(LogClient.kept());
  }

  @Test
  void eachBadFileIsADeadLetterThatNamesBatchAndField() {
    // given a good file and every way to spoil it, sent in between good ones
    String before = LogClient.kept();
    List<BadFiles.Bad> bad = BadFiles.all();

    // when they are sent
    for (int i = 0; i < bad.size(); i++) {
      send("bad.file/" + i, bad.get(i).json().getBytes(StandardCharsets.UTF_8));
    }
    send("bad.file/latin", new byte[] {'"', (byte) 0xff, '"'});
    send("bad.file/empty", new byte[0]);

    // then each is among the dead letters as it came
    Map<String, ConsumerRecord<String, byte[]>> letters = letters("bad.file/", bad.size() + 2);
    for (int i = 0; i < bad.size(); i++) {
      ConsumerRecord<String, byte[]> letter = letters.get("bad.file/" + i);
      assertThat(header(letter, DeadLetterHeaders.CODE)).isEqualTo("malformed-message");
      assertThat(header(letter, DeadLetterHeaders.REASON)).contains(bad.get(i).reason());
      assertThat(letter.value()).asString(StandardCharsets.UTF_8).isEqualTo(bad.get(i).json());
    }
    assertThat(header(letters.get("bad.file/latin"), DeadLetterHeaders.REASON))
        .contains("not UTF-8");

    // and nothing of any is in the log
    assertThat(LogClient.kept()).isEqualTo(before);
  }

  @Test
  void anotherFileOfAKnownNameIsADeadLetterAndThoseAroundItAreNot() {
    FileAppended known = LogClient.file("file.conflict", 1, "p", "file.conflict", 0, 1);
    FileAppended another =
        new FileAppended(
            "bucket",
            "file.conflict",
            List.of(new FileBatch("file.conflict", 0, "q", 0, 0, 0, 9, 9, LogClient.WRITTEN)));
    send("conflict/known", Json.write(known).getBytes(StandardCharsets.UTF_8));
    LogClient.awaitBatches("file.conflict", 1);

    send("conflict/another", Json.write(another).getBytes(StandardCharsets.UTF_8));
    send(
        "conflict/another",
        Json.write(LogClient.file("file.conflict", 1, "p", "file.next", 1, 1))
            .getBytes(StandardCharsets.UTF_8));

    ConsumerRecord<String, byte[]> letter = letters("conflict/another", 1).get("conflict/another");
    assertThat(header(letter, DeadLetterHeaders.CODE)).isEqualTo("file-conflict");
    assertThat(header(letter, DeadLetterHeaders.REASON)).contains("file.conflict");
    LogClient.awaitBatches("file.conflict", 2);
  }

  @Test
  void aMessageAtTheBrokersLimitIsADeadLetterAndItsPartitionGoesOn() throws Exception {
    // given messages that are as large as the broker takes with their seal, of which nothing can be
    // compressed, and
    // a topic of dead letters that takes no more than that, as it was made before
    limitLetters(BROKERS_LIMIT);
    byte[] noise = new byte[1_048_300];
    new Random(7).nextBytes(noise);
    send(0, "large/noise", noise);
    byte[] text = "x".repeat(1_048_300).getBytes(StandardCharsets.UTF_8);
    send(0, "large/text", text);

    // when a file comes behind them in their partition
    FileAppended next = LogClient.file("file.behind", 1, "p", "file.behind/1", 0, 1);
    send(0, "behind", Json.write(next).getBytes(StandardCharsets.UTF_8));

    // then it has its offsets, and the letters say where the messages are
    LogClient.awaitBatches("file.behind", 1);
    Map<String, ConsumerRecord<String, byte[]>> letters = letters("large/", 2);
    assertThat(letters.values())
        .allSatisfy(
            letter -> {
              assertThat(header(letter, DeadLetterHeaders.CODE)).isEqualTo("malformed-message");
              assertThat(header(letter, DeadLetterHeaders.OFFSET)).matches("[0-9]+");
            });

    // and as much of them as the topic takes
    assertThat(Arrays.equals(letters.get("large/text").value(), text)).as("all of it").isTrue();
    ConsumerRecord<String, byte[]> cut = letters.get("large/noise");
    assertThat(header(cut, DeadLetters.VALUE_BYTES)).isEqualTo("1048300");
    byte[] beginning = Arrays.copyOf(noise, cut.value().length);
    assertThat(beginning).hasSizeBetween(1, 1 << 16);
    assertThat(Arrays.equals(cut.value(), beginning)).as("its beginning").isTrue();
  }

  private static void limitLetters(int bytes) throws Exception {
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, LOG_EVENTS_DLQ);
    ConfigEntry limit =
        new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(bytes));
    try (Admin admin =
        Admin.create(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, Stack.get().kafkaBootstrap()))) {
      admin
          .incrementalAlterConfigs(
              Map.of(topic, List.of(new AlterConfigOp(limit, AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
  }

  private void send(String key, byte[] value) {
    send(null, key, value);
  }

  private void send(@Nullable Integer partition, String key, byte[] value) {
    send(producer, partition, key, value);
  }

  private static void send(
      KafkaProducer<String, byte[]> producer,
      @Nullable Integer partition,
      String key,
      byte[] value) {
    ProducerRecord<String, byte[]> message =
        new ProducerRecord<>(LOG_EVENTS, partition, key, value);
    message.headers().add(EventHeaders.TYPE, TYPE.getBytes(StandardCharsets.UTF_8));
    producer.send(message);
    producer.flush();
  }

  /// Dead letters by their keys, once there are so many.
  private static Map<String, ConsumerRecord<String, byte[]>> letters(String keys, int count) {
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, Stack.get().kafkaBootstrap()),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(new TopicPartition(LOG_EVENTS_DLQ, 0)));
      consumer.seekToBeginning(consumer.assignment());
      Map<String, ConsumerRecord<String, byte[]>> letters = new HashMap<>();
      await()
          .atMost(LogClient.LONG_ENOUGH)
          .until(
              () -> {
                consumer
                    .poll(Duration.ofMillis(100))
                    .forEach(
                        letter -> {
                          if (letter.key() != null && letter.key().startsWith(keys)) {
                            letters.put(letter.key(), letter);
                          }
                        });
                return letters.size() >= count;
              });
      return letters;
    }
  }

  private static String header(ConsumerRecord<String, ?> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}

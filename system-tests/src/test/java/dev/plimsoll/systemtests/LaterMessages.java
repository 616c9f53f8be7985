package dev.plimsoll.systemtests;

import static java.util.stream.Collectors.toMap;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plimsoll.contracts.database.DatabaseEvent;
import dev.plimsoll.contracts.event.EventTypes;
import dev.plimsoll.contracts.message.DeadLetterHeaders;
import dev.plimsoll.contracts.message.EventHeaders;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.seal.Seal;
import dev.plimsoll.systemtests.sequencing.LaterBody;
import dev.plimsoll.testkit.TestSeal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// A later version's services as they write to Kafka, with the system's seal: what today's have
/// said is said again with parts that they do not know, and in types and values that they do not
/// know.
final class LaterMessages implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration READ_WITHIN = Duration.ofMinutes(2);

  private static final List<Topic> LANES =
      List.of(Topic.BUILD_COMMANDS_LARGE, Topic.BUILD_COMMANDS_MEDIUM, Topic.BUILD_COMMANDS_SMALL);

  /// Groups that read a topic.
  private static final Map<Topic, List<String>> READERS =
      Map.of(
          Topic.BUILD_COMMANDS_LARGE, List.of("builder.large"),
          Topic.BUILD_COMMANDS_MEDIUM, List.of("builder.medium"),
          Topic.BUILD_COMMANDS_SMALL, List.of("builder.small"),
          Topic.BUILD_EVENTS, List.of("planner.build-events"),
          Topic.SYNC_COMMANDS, List.of("sync"),
          Topic.SYNC_EVENTS, List.of("planner.sync-events"),
          Topic.LOG_EVENTS, List.of("materializer"),
          Topic.LOG_COMMITS, List.of("planner.log-commits", "sync.loader"));

  private final Map<String, Object> kafka;
  private final String prefix;
  private final KafkaProducer<String, String> producer;

  /// @param kafka settings of clients
  /// @param prefix of topics and groups
  LaterMessages(Map<String, Object> kafka, String prefix) {
    this.kafka = Map.copyOf(kafka);
    this.prefix = prefix;
    this.producer =
        new KafkaProducer<>(
            TestSeal.producer(kafka), new StringSerializer(), new StringSerializer());
  }

  /// @param reason in the letter
  record Letter(Topic topic, String type, String reason) {}

  /// Says once more the last message of each type: commands, events, commits of extracts, words
  /// about builds, registrations. Those who read take messages at least once.
  ///
  /// @return the types
  Collection<String> sayAgain() {
    List<String> types = new ArrayList<>();
    for (Topic topic : Topic.values()) {
      if (!topic.holdsDeadLetters() && topic != Topic.LOG_EVENTS) {
        lastOfEachType(topic)
            .forEach(
                (type, last) -> {
                  send(last, last.key(), type, LaterBody.of(last.value()));
                  types.add(type);
                });
      }
    }
    producer.flush();
    return types;
  }

  /// Says something of an unknown type in each topic, and commands builds in an unknown lane.
  ///
  /// @return the topics of the dead letters that come of it
  List<Topic> sayTheUnknown() {
    List<Topic> letters = new ArrayList<>();
    for (Topic topic : Topic.values()) {
      if (!topic.holdsDeadLetters()) {
        lastOfEachType(topic).values().stream()
            .findFirst()
            .ifPresent(last -> sayTheUnknown(topic, last, letters));
      }
    }
    producer.flush();
    return letters;
  }

  private void sayTheUnknown(
      Topic topic, ConsumerRecord<String, String> like, List<Topic> letters) {
    String type = header(like, EventHeaders.TYPE);
    // Of a key, Kafka keeps the last message of such a topic alone.
    String key = topic.compacted() ? like.key() + "-later" : like.key();
    send(like, key, type.replaceFirst("[.]v[0-9]+$", ".v99"), like.value());
    READERS.getOrDefault(topic, List.of()).forEach(_ -> letters.add(letters(topic)));
    if (LANES.contains(topic)) {
      ObjectNode command = LaterBody.tree(like.value());
      ((ObjectNode) command.path("slot")).put("lane", "tomorrow");
      send(like, key, type, command.toString());
      letters.add(letters(topic));
    }
  }

  /// Registers two more names for what is registered last: one with parts that nobody knows, and
  /// one of a kind that nobody knows.
  void register(String name, String ofUnknownKind) {
    String type = EventTypes.of(DatabaseEvent.Registered.class);
    ConsumerRecord<String, String> last =
        Objects.requireNonNull(lastOfEachType(Topic.DATABASES).get(type));
    ObjectNode registered = LaterBody.tree(last.value());
    send(last, name, type, LaterBody.of(registered.put("name", name).toString()));
    registered.put("name", ofUnknownKind).put("kind", "ORACLE");
    send(last, ofUnknownKind, type, registered.toString());
    producer.flush();
  }

  private void send(ConsumerRecord<String, String> like, String key, String type, String body) {
    ProducerRecord<String, String> message =
        new ProducerRecord<>(like.topic(), like.partition(), key, body);
    for (Header header : like.headers()) {
      if (!header.key().equals(Seal.HEADER) && !header.key().equals(EventHeaders.TYPE)) {
        message.headers().add(header);
      }
    }
    message.headers().add(EventHeaders.TYPE, type.getBytes(StandardCharsets.UTF_8));
    producer.send(message);
  }

  /// Of `log.commits` those of extracts, which planner and sync read; of `log.events` those of
  /// others, which nobody loads.
  private Map<String, ConsumerRecord<String, String>> lastOfEachType(Topic topic) {
    Map<String, ConsumerRecord<String, String>> last = new LinkedHashMap<>();
    for (ConsumerRecord<String, String> message : all(topic)) {
      boolean ofAnExtract = message.key().startsWith("shop.");
      if (message.value() != null
          && (topic != Topic.LOG_COMMITS || ofAnExtract)
          && (topic != Topic.LOG_EVENTS || !ofAnExtract)) {
        last.put(header(message, EventHeaders.TYPE), message);
      }
    }
    return last;
  }

  private static Topic letters(Topic topic) {
    return LANES.contains(topic) ? Topic.BUILD_COMMANDS_DLQ : Topic.valueOf(topic.name() + "_DLQ");
  }

  /// Waits until all that was said by now is read to its end by everybody.
  void awaitRead() {
    try (Admin admin = Admin.create(kafka);
        KafkaConsumer<String, String> consumer = consumer()) {
      READERS.forEach(
          (topic, groups) -> {
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions(consumer, topic));
            for (String group : groups) {
              await("%s has read %s".formatted(group, topic.baseName()))
                  .atMost(READ_WITHIN)
                  .until(() -> behind(admin, prefix + group, ends), Map::isEmpty);
            }
          });
    }
  }

  /// Partitions that a group has not read to these ends, with its offsets.
  private static Map<TopicPartition, Long> behind(
      Admin admin, String group, Map<TopicPartition, Long> ends)
      throws InterruptedException, ExecutionException {
    Map<TopicPartition, OffsetAndMetadata> read =
        admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    return ends.entrySet().stream()
        .filter(end -> offset(read, end.getKey()) < end.getValue())
        .collect(toMap(Map.Entry::getKey, end -> offset(read, end.getKey())));
  }

  private static long offset(Map<TopicPartition, OffsetAndMetadata> read, TopicPartition at) {
    OffsetAndMetadata offset = read.get(at);
    return offset == null ? 0 : offset.offset();
  }

  /// Every dead letter that there is.
  List<Letter> letters() {
    List<Letter> letters = new ArrayList<>();
    for (Topic topic : Topic.values()) {
      if (topic.holdsDeadLetters()) {
        for (ConsumerRecord<String, String> letter : all(topic)) {
          letters.add(
              new Letter(
                  topic,
                  header(letter, EventHeaders.TYPE),
                  header(letter, DeadLetterHeaders.CODE)
                      + " "
                      + header(letter, DeadLetterHeaders.REASON)));
        }
      }
    }
    return letters;
  }

  private static String header(ConsumerRecord<?, ?> message, String name) {
    Header header = message.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }

  private List<ConsumerRecord<String, String>> all(Topic topic) {
    try (KafkaConsumer<String, String> consumer = consumer()) {
      List<TopicPartition> partitions = partitions(consumer, topic);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<ConsumerRecord<String, String>> all = new ArrayList<>();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(POLL).forEach(all::add);
      }
      return all;
    }
  }

  private List<TopicPartition> partitions(KafkaConsumer<?, ?> consumer, Topic topic) {
    return consumer.partitionsFor(topic.name(prefix)).stream()
        .map(each -> new TopicPartition(each.topic(), each.partition()))
        .toList();
  }

  private KafkaConsumer<String, String> consumer() {
    return new KafkaConsumer<>(kafka, new StringDeserializer(), new StringDeserializer());
  }

  @Override
  public void close() {
    producer.close();
  }
}

package dev.plimsoll.builder.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildControl;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseEvent;
import dev.plimsoll.contracts.database.RegisteredDatabase;
import dev.plimsoll.contracts.event.EventTypes;
import dev.plimsoll.contracts.message.EventHeaders;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.kafka.client.CloudEvent;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestSeal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/// The planner's end of the topics.
final class Wire implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Map<String, Class<? extends BuildEvent>> EVENTS =
      Map.of(
          EventTypes.of(BuildEvent.Started.class), BuildEvent.Started.class,
          EventTypes.of(BuildEvent.Progressed.class), BuildEvent.Progressed.class,
          EventTypes.of(BuildEvent.Succeeded.class), BuildEvent.Succeeded.class,
          EventTypes.of(BuildEvent.Failed.class), BuildEvent.Failed.class,
          EventTypes.of(BuildEvent.Cancelled.class), BuildEvent.Cancelled.class);

  private final String prefix;
  private final KafkaProducer<String, String> producer;
  private final KafkaConsumer<String, String> consumer;
  private final List<BuildEvent> events = new ArrayList<>();
  private final Map<UUID, List<String>> traces = new HashMap<>();
  private final List<ConsumerRecord<String, String>> dead = new ArrayList<>();

  /// On the broker that all tests share.
  Wire(String prefix) throws ExecutionException, InterruptedException {
    this(prefix, Stack.get().kafkaBootstrap());
  }

  /// Adds partitions to a topic.
  void grow(Topic topic, int partitions) throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", Stack.get().kafkaBootstrap()))) {
      admin
          .createPartitions(Map.of(topic.name(prefix), NewPartitions.increaseTo(partitions)))
          .all()
          .get();
    }
  }

  /// Makes the topics as the planner does.
  Wire(String prefix, String bootstrap) throws ExecutionException, InterruptedException {
    this.prefix = prefix;
    Map<String, Object> kafka = Map.of("bootstrap.servers", bootstrap);
    try (Admin admin = Admin.create(kafka)) {
      admin
          .createTopics(
              Topic.ownedBy(Topic.Owner.PLANNER).stream()
                  .map(topic -> new NewTopic(topic.name(prefix), topic.partitions(), (short) 1))
                  .toList())
          .all()
          .get();
    }
    producer =
        new KafkaProducer<>(
            TestSeal.producer(kafka), new StringSerializer(), new StringSerializer());
    Map<String, Object> reading = new HashMap<>(kafka);
    reading.put("group.id", prefix + "the-test");
    reading.put("auto.offset.reset", "earliest");
    consumer = new KafkaConsumer<>(reading, new StringDeserializer(), new StringDeserializer());
    consumer.subscribe(
        List.of(Topic.BUILD_EVENTS.name(prefix), Topic.BUILD_COMMANDS_DLQ.name(prefix)));
  }

  /// To the lane and slot that the command names.
  void send(BuildCommand build) {
    send(build, null);
  }

  /// @param traceparent null for none, as an older planner sends it
  void send(BuildCommand build, @Nullable String traceparent) {
    ProducerRecord<String, String> message =
        new ProducerRecord<>(
            build.slot().lane().topic().name(prefix),
            build.slot().partition(),
            build.table().toString(),
            Json.write(build));
    message
        .headers()
        .add(EventHeaders.TYPE, EventTypes.of(BuildCommand.class).getBytes(StandardCharsets.UTF_8));
    CloudEvent.trace(message, traceparent);
    producer.send(message);
    producer.flush();
  }

  /// What the planner tells of a database.
  void tell(DatabaseEvent event) {
    ProducerRecord<String, String> message =
        new ProducerRecord<>(
            Topic.DATABASES.name(prefix), event.name(), Json.write((Record) event));
    message
        .headers()
        .add(EventHeaders.TYPE, EventTypes.of((Record) event).getBytes(StandardCharsets.UTF_8));
    producer.send(message);
    producer.flush();
  }

  /// A database as it is registered for the first time.
  void register(RegisteredDatabase database, DatabaseAddress address) {
    tell(
        new DatabaseEvent.Registered(
            database.name(), database.revision(), database.revision(), address, null, null));
  }

  /// A person's wish that a build end.
  void cancel(BuildCommand build) {
    control(
        build.buildId().toString(),
        new BuildControl.Cancel(build.buildId(), build.attempt(), Instant.now(), "ann"));
  }

  /// The same, of a build whose server is gone.
  void release(BuildCommand build) {
    control(
        build.buildId().toString(),
        new BuildControl.Release(build.buildId(), build.attempt(), Instant.now(), "ann"));
  }

  /// What a builder says before its CREATE INDEX.
  void begin(BuildCommand build) {
    BuildControl.Begun begun =
        new BuildControl.Begun(build.buildId(), build.attempt(), Instant.now(), UUID.randomUUID());
    control(begun.key(), begun);
  }

  private void control(String key, BuildControl word) {
    control(key, word.getClass(), Json.write((Record) word));
  }

  /// What no planner says.
  void control(String key, Class<? extends BuildControl> type, String body) {
    ProducerRecord<String, String> message =
        new ProducerRecord<>(Topic.BUILD_CONTROL.name(prefix), key, body);
    message
        .headers()
        .add(
            EventHeaders.TYPE,
            EventTypes.of(type.asSubclass(Record.class)).getBytes(StandardCharsets.UTF_8));
    producer.send(message);
    producer.flush();
  }

  void sendRubbish(Topic topic, int partition, String rubbish) {
    producer.send(new ProducerRecord<>(topic.name(prefix), partition, "k", rubbish));
    producer.flush();
  }

  /// The `traceparent` of each event of a build so far, but for its progress; "null" for none.
  List<String> traces(BuildCommand build) {
    poll();
    return traces.getOrDefault(build.buildId(), List.of());
  }

  /// What came of a build so far.
  List<BuildEvent> events(BuildCommand build) {
    poll();
    return events.stream().filter(event -> event.buildId().equals(build.buildId())).toList();
  }

  /// Waits for the last event of a build.
  BuildEvent end(BuildCommand build) {
    return await()
        .atMost(PATIENCE)
        .until(
            () ->
                events(build).stream()
                    .filter(
                        event ->
                            event instanceof BuildEvent.Succeeded
                                || event instanceof BuildEvent.Failed
                                || event instanceof BuildEvent.Cancelled)
                    .findFirst()
                    .orElse(null),
            event -> event != null);
  }

  /// Waits for a dead letter.
  ConsumerRecord<String, String> dead(String body) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> {
              poll();
              return dead.stream().filter(letter -> letter.value().equals(body)).findFirst();
            },
            Optional::isPresent)
        .orElseThrow();
  }

  static String header(ConsumerRecord<String, String> message, String name) {
    return new String(message.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  private void poll() {
    for (ConsumerRecord<String, String> message : consumer.poll(Duration.ofMillis(100))) {
      if (message.topic().equals(Topic.BUILD_EVENTS.name(prefix))) {
        BuildEvent event =
            Json.read(message.value(), EVENTS.get(header(message, EventHeaders.TYPE)));
        assertThat(message.key()).isEqualTo(event.buildId().toString());
        events.add(event);
        // Progress is told by another thread, and belongs to no trace.
        if (!(event instanceof BuildEvent.Progressed)) {
          traces
              .computeIfAbsent(event.buildId(), _ -> new ArrayList<>())
              .add(String.valueOf(CloudEvent.traceparent(message.headers())));
        }
      } else {
        dead.add(message);
      }
    }
  }

  @Override
  public void close() {
    producer.close();
    consumer.close();
  }
}

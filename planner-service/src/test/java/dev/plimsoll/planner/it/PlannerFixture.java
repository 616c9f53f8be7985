package dev.plimsoll.planner.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildControl;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.database.DatabaseEvent;
import dev.plimsoll.contracts.event.EventTypes;
import dev.plimsoll.contracts.message.EventHeaders;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.plan.BuildSettings;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.Capacity.CapacityLimits;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.plan.LaneThresholds;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.SyncEvent;
import dev.plimsoll.kafka.client.CloudEvent;
import dev.plimsoll.kafka.client.ProcessAdmin;
import dev.plimsoll.kafka.topics.OwnTopics;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.testkit.Forger;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackResource;
import dev.plimsoll.testkit.TestDatabase;
import dev.plimsoll.testkit.TestSeal;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;

/// A planner's surroundings as a test needs them: a database to plan for, somebody who reads
/// commands and writes events in the builder's place, and the API with its token.
///
/// Its resource is that of every test of the module: Quarkus goes by what any class says.
@QuarkusTestResource(
    value = StackResource.class,
    initArgs = @ResourceArg(name = "service", value = "planner"),
    restrictToAnnotatedClass = false)
final class PlannerFixture implements AutoCloseable {
  private static final long MIB = 1L << 20;

  static {
    // A machine shared with other builds may be slow: what counts is that it happens.
    Awaitility.setDefaultTimeout(Duration.ofMinutes(2));
  }

  private final KafkaProducer<String, String> producer;
  private final KafkaConsumer<String, String> commandConsumer;
  private final Map<UUID, List<BuildCommand>> commands = new HashMap<>();
  private final Map<UUID, Integer> partitions = new HashMap<>();
  private final Map<UUID, List<String>> traces = new HashMap<>();

  PlannerFixture() {
    createOtherServicesTopics();
    String bootstrap = Stack.get().description().kafka().bootstrap();
    producer =
        new KafkaProducer<>(
            TestSeal.producer(bootstrap), new StringSerializer(), new StringSerializer());
    commandConsumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                bootstrap,
                "group.id",
                "test-builder-" + UUID.randomUUID(),
                "auto.offset.reset",
                "earliest",
                "metadata.max.age.ms", // lanes get slots
                "1000"),
            new StringDeserializer(),
            new StringDeserializer());
    commandConsumer.subscribe(
        List.of(topic(Lane.LARGE.topic()), topic(Lane.MEDIUM.topic()), topic(Lane.SMALL.topic())));
  }

  /// Topics that other services own and the planner reads.
  static void createOtherServicesTopics() {
    Map<String, Object> kafka =
        Map.of("bootstrap.servers", Stack.get().description().kafka().bootstrap());
    try (ProcessAdmin admin = new ProcessAdmin(kafka, "others", Duration.ofSeconds(30))) {
      OwnTopics topics = new OwnTopics(admin, StackResource.TOPIC_PREFIX);
      topics.ensure(Topic.Owner.SYNC);
      topics.ensure(Topic.Owner.MATERIALIZER);
    }
  }

  static String topic(Topic topic) {
    return topic.name(StackResource.TOPIC_PREFIX);
  }

  static RequestSpecification api() {
    return RestAssured.given()
        .header("Authorization", "Bearer " + StackResource.TOKEN)
        .contentType("application/json");
  }

  static Capacity capacity() {
    return new Capacity(8, 512 * MIB, 2, 4_096 * MIB, 8_192 * MIB, CapacityLimits.NONE);
  }

  static DatabaseRegistration registration(
      String name, TestDatabase database, Capacity capacity, List<KeyRule> rules) {
    return DatabaseRegistration.postgres(
        name,
        database.address(),
        new BuildSettings(capacity, null, rules, true, new LaneThresholds(0.5, 0.125), null, null));
  }

  static KeyRule rule(String tables, IndexDefinition.Kind kind, String... columns) {
    return new KeyRule(tables, new IndexDefinition(kind, List.of(columns)));
  }

  static void register(DatabaseRegistration registration) {
    PlannerClient.as200(
        PlannerClient.http()
            .send("PUT", "/api/v1/databases/" + registration.name(), Json.write(registration)));
  }

  /// Tables `t0`, `t1`, … in schema public, each with an id and a hashkey.
  static TestDatabase databaseWithTables(String name, int tables, int rows) throws SQLException {
    TestDatabase database = Stack.get().createDatabase(name);
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (int i = 0; i < tables; i++) {
        statement.execute(
            """
            CREATE TABLE t%1$d WITH (autovacuum_enabled = off) AS
            SELECT i::bigint AS id, md5(i::text) AS hashkey FROM generate_series(1, %2$d) i
            """
                .formatted(i, rows));
      }
    }
    return database;
  }

  /// The planner's own schema, as its administrator sees it.
  static void execute(TestDatabase database, String... statements) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static long number(Connection connection, String sql) throws SQLException {
    return Sql.of(connection, sql).one(row -> row.getLong(1));
  }

  static void executeInPlanner(String sql) throws SQLException {
    try (Connection planner = planner()) {
      execute(planner, sql);
    }
  }

  static Connection planner() throws SQLException {
    Stack stack = Stack.get();
    return stack.connect(stack.description().postgres().database());
  }

  static void awaitLedgerAtZero(String database) {
    await()
        .untilAsserted(
            () -> {
              try (Connection connection = planner();
                  PreparedStatement query =
                      connection.prepareStatement(
                          "SELECT used_memory_bytes + used_milli_cores + used_temporary_bytes"
                              + " + used_parallel_workers + used_wal_bytes_per_second"
                              + " FROM planner.load_lines WHERE database = ?")) {
                query.setString(1, database);
                try (ResultSet row = query.executeQuery()) {
                  row.next();
                  assertThat(row.getLong(1)).isZero();
                }
              }
            });
  }

  BuildCommand awaitCommand(UUID build, int attempt) {
    return await()
        .until(
            () ->
                commands(build).stream()
                    .filter(command -> command.attempt() == attempt)
                    .findFirst()
                    .orElse(null),
            command -> command != null);
  }

  void start(BuildCommand command, long sequence) {
    tell(
        new BuildEvent.Started(
            command.buildId(), command.attempt(), sequence, Instant.now(), "b", false));
  }

  void succeed(BuildCommand command, long sequence) {
    tell(
        new BuildEvent.Succeeded(
            command.buildId(),
            command.attempt(),
            sequence,
            Instant.now(),
            1_000_000,
            new BuildEvent.Timing(Duration.ofMillis(70), Duration.ofMillis(90), null),
            new BuildEvent.Usage(0, -1L),
            List.of()));
  }

  void fail(BuildCommand command, long sequence, ErrorCode code, boolean retryable) {
    tell(
        new BuildEvent.Failed(
            command.buildId(),
            command.attempt(),
            sequence,
            Instant.now(),
            new BuildEvent.Failure(code, "made up by the test", null, retryable, List.of()),
            List.of(),
            -1L));
  }

  void tell(BuildEvent event) {
    send(Topic.BUILD_EVENTS, event.buildId().toString(), (Record) event);
  }

  void send(Topic topic, String key, Record event) {
    send(topic(topic), key, EventTypes.of(event), Json.write(event));
  }

  /// What the sync service told of a table at some moment.
  void sendAt(Instant at, UUID extract, SyncEvent event) {
    String topic = topic(Topic.SYNC_EVENTS);
    send(
        new ProducerRecord<>(topic, null, at.toEpochMilli(), extract.toString(), Json.write(event)),
        EventTypes.of((Record) event));
  }

  void send(String topic, String key, String type, String body) {
    send(new ProducerRecord<>(topic, key, body), type);
  }

  private void send(ProducerRecord<String, String> message, String type) {
    message.headers().add(EventHeaders.TYPE, type.getBytes(StandardCharsets.UTF_8));
    try {
      producer.send(message).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Every command for a build so far, in the order they came.
  List<BuildCommand> commands(UUID build) {
    for (ConsumerRecord<String, String> message : commandConsumer.poll(Duration.ofMillis(100))) {
      BuildCommand command = Json.read(message.value(), BuildCommand.class);
      commands.computeIfAbsent(command.buildId(), _ -> new ArrayList<>()).add(command);
      partitions.put(command.buildId(), message.partition());
      traces
          .computeIfAbsent(command.buildId(), _ -> new ArrayList<>())
          .add(String.valueOf(CloudEvent.traceparent(message.headers())));
    }
    return commands.getOrDefault(build, List.of());
  }

  /// The `traceparent` of each command for a build so far; "null" for none.
  List<String> traces(UUID build) {
    return traces.getOrDefault(build, List.of());
  }

  void succeedWhenSent(UUID build) {
    succeed(awaitCommand(build, 1), 1);
  }

  /// What a builder is told about a build.
  BuildControl.Cancel awaitCancel(UUID build) {
    try (KafkaConsumer<String, String> control =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                Stack.get().description().kafka().bootstrap(),
                "group.id",
                "test-control-" + UUID.randomUUID(),
                "auto.offset.reset",
                "earliest"),
            new StringDeserializer(),
            new StringDeserializer())) {
      control.subscribe(List.of(topic(Topic.BUILD_CONTROL)));
      List<BuildControl.Cancel> told = new ArrayList<>();
      await()
          .until(
              () -> {
                for (ConsumerRecord<String, String> message :
                    control.poll(Duration.ofMillis(100))) {
                  if (message.key().equals(build.toString())) {
                    // A release has the same fields.
                    told.add(Json.read(message.value(), BuildControl.Cancel.class));
                  }
                }
                return !told.isEmpty();
              });
      assertThat(told).hasSize(1);
      return told.getFirst();
    }
  }

  /// What builders are told of a database, from the first word on.
  static List<DatabaseEvent> told(String database) {
    try (Forger reader = new Forger(Stack.get().description().kafka().bootstrap())) {
      return reader.read(topic(Topic.DATABASES), database).stream()
          .<DatabaseEvent>map(
              message ->
                  message.value().contains("address")
                      ? Json.read(message.value(), DatabaseEvent.Registered.class)
                      : Json.read(message.value(), DatabaseEvent.Removed.class))
          .toList();
    }
  }

  int partition(UUID build) {
    return partitions.getOrDefault(build, -1);
  }

  @Override
  public void close() {
    producer.close();
    commandConsumer.close();
  }
}

package dev.plimsoll.builder.lane;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.EventHeaders;
import dev.plimsoll.contracts.message.EventTypes;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackResource;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The whole service: commands from Kafka, builds on a database, events back.
@QuarkusTest
@QuarkusTestResource(
    value = StackResource.class,
    initArgs = @ResourceArg(name = "service", value = "builder"))
class LaneConsumersIT {
  private static final Map<String, Class<? extends BuildEvent>> EVENTS =
      Map.of(
          EventTypes.of(BuildEvent.Started.class), BuildEvent.Started.class,
          EventTypes.of(BuildEvent.Progressed.class), BuildEvent.Progressed.class,
          EventTypes.of(BuildEvent.Succeeded.class), BuildEvent.Succeeded.class,
          EventTypes.of(BuildEvent.Failed.class), BuildEvent.Failed.class);

  private static TestDatabase database;
  private static KafkaProducer<String, String> producer;
  private static KafkaConsumer<String, String> consumer;
  private final List<BuildEvent> events = new ArrayList<>();

  @BeforeAll
  static void topicsAndTarget() throws Exception {
    database = Stack.get().createDatabase("builder_service");
    Map<String, Object> kafka =
        Map.of(
            "bootstrap.servers",
            ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class));
    try (Admin admin = Admin.create(kafka)) {
      admin
          .createTopics(
              Topic.ownedBy(Topic.Owner.PLANNER).stream()
                  .map(
                      topic ->
                          new NewTopic(
                              topic.name(StackResource.TOPIC_PREFIX),
                              topic.partitions(),
                              (short) 1))
                  .toList())
          .all()
          .get();
    }
    producer = new KafkaProducer<>(kafka, new StringSerializer(), new StringSerializer());
    Map<String, Object> reading = new HashMap<>(kafka);
    reading.put("group.id", "the-test");
    reading.put("auto.offset.reset", "earliest");
    consumer = new KafkaConsumer<>(reading, new StringDeserializer(), new StringDeserializer());
    consumer.subscribe(List.of(name(Topic.BUILD_EVENTS), name(Topic.BUILD_COMMANDS_DLQ)));
  }

  @AfterAll
  static void close() {
    producer.close();
    consumer.close();
  }

  @Test
  void buildsWhatEachLaneBringsAndSaysSo() throws SQLException {
    List<BuildCommand> builds = new ArrayList<>();
    for (Lane lane : Lane.values()) {
      sql("CREATE TABLE " + lane.value() + " AS SELECT g AS id FROM generate_series(1, 100) g");
      builds.add(send(lane, 0, lane.value()));
    }
    for (BuildCommand build : builds) {
      BuildEvent end = end(build);
      assertThat(end).isInstanceOf(BuildEvent.Succeeded.class);
      assertThat(end.attempt()).isEqualTo(1);
      assertThat(events)
          .filteredOn(event -> event.buildId().equals(build.buildId()))
          .extracting(BuildEvent::sequence)
          .isSorted();
    }
    given()
        .get("/q/metrics")
        .then()
        .body(containsString("plimsoll_builder_builds_total{lane=\"large\",outcome=\"succeeded\"}"))
        .body(containsString("plimsoll_builder_berths_busy{lane=\"small\"}"));
    given().get("/q/health/ready").then().statusCode(200).body("status", equalTo("UP"));
  }

  @Test
  void holdsOneBuildABerthAndShowsIt() throws SQLException {
    sql("CREATE TABLE first (id int)");
    sql("CREATE TABLE second (id int)");
    sql("CREATE TABLE third (id int)");
    try (Connection snapshot = database.connect();
        Statement statement = snapshot.createStatement()) {
      // given a build that waits for an old snapshot
      snapshot.setAutoCommit(false);
      snapshot.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      statement.execute("SELECT 1");
      BuildCommand first = send(Lane.SMALL, 1, "first");
      await().until(() -> busy().equals(List.of("first")));

      // when another comes to the same berth, and one to the next
      BuildCommand second = send(Lane.SMALL, 1, "second");
      BuildCommand third = send(Lane.SMALL, 2, "third");

      // then the next berth takes its build, and the first waits for its own to end
      await().until(() -> busy().equals(List.of("first", "third")));
      await()
          .untilAsserted(
              () ->
                  berths()
                      .body("[0].phase", equalTo("waiting for old snapshots"))
                      .body("[0].waitingFor", containsString("idle in transaction"))
                      .body("[0].lane", equalTo("small"))
                      .body("[0].berth", equalTo(1)));
      assertThat(busy()).containsExactly("first", "third");
      snapshot.rollback();
      for (BuildCommand build : List.of(first, second, third)) {
        assertThat(end(build)).isInstanceOf(BuildEvent.Succeeded.class);
      }
    }
    await().untilAsserted(() -> berths().body("", hasSize(0)));
  }

  @Test
  void putsWhatIsNoCommandAsideWithItsReasonAndGoesOn() throws SQLException {
    // given rubbish before a command in one berth
    sql("CREATE TABLE after (id int)");
    producer.send(new ProducerRecord<>(name(Topic.BUILD_COMMANDS_SMALL), 3, "k", "rubbish"));
    BuildCommand build = send(Lane.SMALL, 3, "after");

    // then it is in the dead-letter topic, and the command is built
    List<ConsumerRecord<String, String>> dead = new ArrayList<>();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              poll(dead);
              return !dead.isEmpty();
            });
    assertThat(dead.getFirst().value()).isEqualTo("rubbish");
    assertThat(header(dead.getFirst(), "dead-letter-reason"))
        .contains("the event's type is not dev.plimsoll.build.command.v1");
    assertThat(end(build)).isInstanceOf(BuildEvent.Succeeded.class);
  }

  @Test
  void asksForTheTokenAndDescribesItself() throws IOException {
    given().get("/api/v1/berths").then().statusCode(401);
    String served = given().get("/q/openapi").then().statusCode(200).extract().asString();
    Path committed = Path.of("openapi.yaml");
    if (Boolean.getBoolean("plimsoll.docs.write")) {
      Files.writeString(committed, served);
    }
    assertThat(served)
        .as("openapi.yaml has drifted: run this test with -Dplimsoll.docs.write=true")
        .isEqualTo(Files.readString(committed));
  }

  private BuildEvent end(BuildCommand build) {
    return await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              poll(new ArrayList<>());
              return events.stream()
                  .filter(event -> event.buildId().equals(build.buildId()))
                  .filter(
                      event ->
                          event instanceof BuildEvent.Succeeded
                              || event instanceof BuildEvent.Failed)
                  .findFirst()
                  .orElse(null);
            },
            event -> event != null);
  }

  private void poll(List<ConsumerRecord<String, String>> dead) {
    for (ConsumerRecord<String, String> message : consumer.poll(Duration.ofMillis(100))) {
      if (message.topic().equals(name(Topic.BUILD_EVENTS))) {
        Class<? extends BuildEvent> type = EVENTS.get(header(message, EventHeaders.TYPE));
        BuildEvent event = Json.read(message.value(), type);
        assertThat(message.key()).isEqualTo(event.buildId().toString());
        events.add(event);
      } else {
        dead.add(message);
      }
    }
  }

  private static BuildCommand send(Lane lane, int berth, String table) {
    BuildCommand build =
        new BuildCommand(
            UUID.randomUUID(),
            1,
            database.address(),
            new QualifiedName("public", table),
            new IndexDefinition(IndexDefinition.Kind.PRIMARY_KEY, List.of("id")),
            table + "_pkey",
            lane,
            berth,
            64 << 20,
            0,
            100);
    ProducerRecord<String, String> message =
        new ProducerRecord<>(
            name(lane.topic()), berth, build.table().toString(), Json.write(build));
    message
        .headers()
        .add(EventHeaders.TYPE, EventTypes.of(BuildCommand.class).getBytes(StandardCharsets.UTF_8));
    producer.send(message);
    producer.flush();
    return build;
  }

  private static io.restassured.response.ValidatableResponse berths() {
    return given()
        .auth()
        .preemptive()
        .oauth2(StackResource.TOKEN)
        .get("/api/v1/berths")
        .then()
        .statusCode(200);
  }

  private static List<String> busy() {
    return berths().extract().jsonPath().getList("table.name", String.class);
  }

  private static String header(ConsumerRecord<String, String> message, String name) {
    return new String(message.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  private static String name(Topic topic) {
    return topic.name(StackResource.TOPIC_PREFIX);
  }

  private static void sql(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}

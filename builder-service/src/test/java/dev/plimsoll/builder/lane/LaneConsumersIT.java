package dev.plimsoll.builder.lane;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildControl;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseEvent;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.database.RegisteredDatabase;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.testkit.Forger;
import dev.plimsoll.testkit.MetricsPage;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackResource;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The whole service: commands from Kafka, builds on a database, events back.
@QuarkusTest
@QuarkusTestResource(
    value = StackResource.class,
    initArgs = @ResourceArg(name = "service", value = "builder"))
class LaneConsumersIT {
  private static final RegisteredDatabase DATABASE = new RegisteredDatabase("lanes", 1);

  private static TestDatabase database;
  private static Wire wire;

  // Generous, since tests run beside other builds; nothing here waits for it to pass.
  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(60));
  }

  @BeforeAll
  static void topicsAndTarget() throws Exception {
    database = Stack.get().createDatabase("builder_service");
    wire = new Wire(StackResource.TOPIC_PREFIX);
    wire.register(DATABASE, database.address());
  }

  @AfterAll
  static void close() {
    wire.close();
  }

  @Test
  void buildsWhatEachLaneBringsAndSaysSo() throws SQLException {
    List<BuildCommand> builds = new ArrayList<>();
    for (Lane lane : Lane.values()) {
      sql("CREATE TABLE " + lane.value() + " AS SELECT g AS id FROM generate_series(1, 100) g");
      builds.add(send(lane, 0, lane.value()));
    }
    for (BuildCommand build : builds) {
      BuildEvent end = wire.end(build);
      assertThat(end).isInstanceOf(BuildEvent.Succeeded.class);
      assertThat(end.attempt()).isEqualTo(1);
      assertThat(wire.events(build)).extracting(BuildEvent::sequence).isSorted();
    }
    String metrics = given().get("/q/metrics").asString();
    assertThat(MetricsPage.differences(metrics)).isEmpty();
    assertThat(metrics)
        .contains(
            "plimsoll_builder_builds_total{lane=\"large\",outcome=\"succeeded\"}",
            "plimsoll_builder_create_index_seconds_count{lane=\"large\"}",
            "plimsoll_builder_slots_busy{lane=\"small\"}");
    given().get("/q/health/ready").then().statusCode(200).body("status", equalTo("UP"));
  }

  @Test
  void holdsOneBuildASlotAndShowsIt() throws SQLException {
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

      // when another comes to the same slot, and one to the next
      BuildCommand second = send(Lane.SMALL, 1, "second");
      BuildCommand third = send(Lane.SMALL, 2, "third");

      // then the next slot takes its build, and the first waits for its own to end
      await().until(() -> busy().equals(List.of("first", "third")));
      await()
          .untilAsserted(
              () ->
                  slots()
                      .body("[0].phase", equalTo("waiting for old snapshots"))
                      .body("[0].waitingFor", containsString("idle in transaction"))
                      .body("[0].lane", equalTo("small"))
                      .body("[0].slot", equalTo(1)));
      assertThat(busy()).containsExactly("first", "third");
      snapshot.rollback();
      for (BuildCommand build : List.of(first, second, third)) {
        assertThat(wire.end(build)).isInstanceOf(BuildEvent.Succeeded.class);
      }
    }
    await().untilAsserted(() -> slots().body("", hasSize(0)));
  }

  @Test
  void putsWhatIsNoCommandAsideWithItsReasonAndGoesOn() throws SQLException {
    // given rubbish before a command in one slot
    sql("CREATE TABLE after (id int)");
    wire.sendRubbish(Topic.BUILD_COMMANDS_SMALL, 3, "rubbish");
    BuildCommand build = send(Lane.SMALL, 3, "after");

    // then it is in the dead-letter topic, and the command is built
    ConsumerRecord<String, String> dead = wire.dead("rubbish");
    assertThat(Wire.header(dead, "dead-letter-reason"))
        .contains("the event's type is not dev.plimsoll.build.command.v2");
    assertThat(wire.end(build)).isInstanceOf(BuildEvent.Succeeded.class);
  }

  @Test
  void putsAForgedCommandAsideAndHearsNoForgedCancel() throws SQLException {
    // given somebody who may write to the broker: a command, and a wish that another build end
    sql("CREATE TABLE forged (id int)");
    sql("CREATE TABLE genuine (id int)");
    BuildCommand forged = command(Lane.SMALL, 3, "forged");
    BuildCommand genuine = command(Lane.SMALL, 3, "genuine");
    try (Forger forger = new Forger(Stack.get().kafkaBootstrap())) {
      String topic = Topic.BUILD_COMMANDS_SMALL.name(StackResource.TOPIC_PREFIX);
      forger.send(topic, 3, forged.table().toString(), forged);
      forger.send(
          Topic.BUILD_CONTROL.name(StackResource.TOPIC_PREFIX),
          null,
          genuine.buildId().toString(),
          new BuildControl.Cancel(genuine.buildId(), 1, Instant.now(), "eve"));

      // when a command of the planner's comes to the same slot
      wire.send(genuine);

      // then that is built, and of the others there is nothing but their dead letters
      assertThat(wire.end(genuine)).isInstanceOf(BuildEvent.Succeeded.class);
      assertThat(wire.events(forged)).isEmpty();
      assertThat(
              forger.read(
                  Topic.BUILD_COMMANDS_DLQ.name(StackResource.TOPIC_PREFIX),
                  forged.table().toString()))
          .hasSize(2)
          .allSatisfy(
              letter ->
                  assertThat(Wire.header(letter, "dead-letter-reason")).contains("forged-message"));
    }
  }

  @Test
  void buildsOnlyWhereTheNameLeadsThatTheCommandMeant() throws SQLException {
    // Given a name that has become another database, one that is removed, and one nobody knows
    sql("CREATE TABLE meant (id int)");
    wire.tell(new DatabaseEvent.Registered("moved", 3, 3, database.address()));
    wire.tell(new DatabaseEvent.Registered("removed", 1, 1, database.address()));
    wire.tell(new DatabaseEvent.Removed("removed", 2));
    Map<RegisteredDatabase, String> refused =
        Map.of(
            new RegisteredDatabase("moved", 2), "was another database",
            new RegisteredDatabase("removed", 1), "not registered any more",
            new RegisteredDatabase("nobody-knows", 1), "has not heard of nobody-knows");

    refused.forEach(
        (name, why) -> {
          // When a command names it
          BuildCommand build = on(name, command(Lane.SMALL, 2, "meant"));
          wire.send(build);

          // Then it is refused, for a command of today to follow
          assertThat(wire.end(build))
              .isInstanceOfSatisfying(
                  BuildEvent.Failed.class,
                  failed -> {
                    assertThat(failed.code()).isEqualTo(ErrorCode.REGISTRATION_CHANGED);
                    assertThat(failed.message()).contains(why);
                    assertThat(failed.retryable()).isTrue();
                  });
        });

    // And one whose registration comes after it waits for that; a new password is no other database
    BuildCommand early = on(new RegisteredDatabase("late", 1), command(Lane.SMALL, 2, "meant"));
    wire.send(early);
    await().until(() -> busy().equals(List.of("meant")));
    wire.tell(new DatabaseEvent.Registered("late", 2, 1, database.address()));
    assertThat(wire.end(early)).isInstanceOf(BuildEvent.Succeeded.class);
  }

  @Test
  void hearsNoForgedRegistration() throws SQLException {
    // Given somebody who says where a database is to be from now on
    sql("CREATE TABLE stays (id int)");
    DatabaseAddress here = database.address();
    try (Forger forger = new Forger(Stack.get().kafkaBootstrap())) {
      forger.send(
          Topic.DATABASES.name(StackResource.TOPIC_PREFIX),
          null,
          DATABASE.name(),
          new DatabaseEvent.Registered(
              DATABASE.name(),
              9,
              1,
              new DatabaseAddress(
                  here.host(),
                  1,
                  here.database(),
                  here.user(),
                  here.sslMode(),
                  here.credential())));
    }
    // and a word of the planner's after it, which is heard
    wire.register(new RegisteredDatabase("after_forged", 1), here);
    BuildCommand after =
        on(new RegisteredDatabase("after_forged", 1), command(Lane.SMALL, 1, "stays"));
    wire.send(after);
    assertThat(wire.end(after)).isInstanceOf(BuildEvent.Succeeded.class);

    // Then builds go where the planner said
    sql("CREATE TABLE stays_too (id int)");
    assertThat(wire.end(send(Lane.SMALL, 1, "stays_too"))).isInstanceOf(BuildEvent.Succeeded.class);
  }

  @Test
  void refusesNoBuildThatHasBegunWhereItCannotLook() throws SQLException {
    // Given builds that a builder began before it was killed, of a database not known here
    sql("CREATE TABLE begun AS SELECT 1 AS id");
    RegisteredDatabase unheard = new RegisteredDatabase("unheard", 1);
    BuildCommand known = on(unheard, command(Lane.LARGE, 0, "begun"));
    BuildCommand released = on(unheard, command(Lane.LARGE, 0, "begun"));
    for (BuildCommand build : List.of(known, released)) {
      wire.begin(build);
    }

    // When the commands of both are delivered again
    wire.send(released);
    wire.send(known);
    await()
        .untilAsserted(
            () -> slots().body("[0].waitingFor", containsString("has not heard of unheard")));

    // Then one is held until nobody counts on it, and the other until its planner has told
    assertThat(failures(released)).isEmpty();
    wire.release(released);
    assertThat(wire.end(released)).isInstanceOf(BuildEvent.Cancelled.class);
    await()
        .untilAsserted(
            () -> slots().body("[0].waitingFor", containsString("has not heard of unheard")));
    wire.register(unheard, database.address());
    assertThat(wire.end(known))
        .isInstanceOfSatisfying(
            BuildEvent.Failed.class,
            failed -> assertThat(failed.code()).isEqualTo(ErrorCode.BUILD_LOST));
  }

  private static BuildCommand on(RegisteredDatabase database, BuildCommand build) {
    return new BuildCommand(
        build.buildId(),
        build.attempt(),
        database,
        build.table(),
        build.definition(),
        build.indexName(),
        build.lane(),
        build.slot(),
        build.maintenanceWorkMemBytes(),
        build.parallelWorkers(),
        build.predictedMillis());
  }

  @Test
  void putsAsideWhatIsAsLargeAsTheBrokerTakes() throws SQLException {
    // given a message whose copy in the dead-letter topic is larger, by its headers
    sql("CREATE TABLE after_large (id int)");
    byte[] noise = new byte[1_048_400 / 4 * 3];
    new Random(1).nextBytes(noise);
    String large = Base64.getEncoder().encodeToString(noise);
    wire.sendRubbish(Topic.BUILD_COMMANDS_SMALL, 0, large);

    // then it is there, whole, and its slot goes on
    assertThat(Wire.header(wire.dead(large), "dead-letter-reason")).contains("type");
    assertThat(wire.end(send(Lane.SMALL, 0, "after_large")))
        .isInstanceOf(BuildEvent.Succeeded.class);
  }

  @Test
  void endsABuildWhoseFailureSomebodyHasWordedAtLength() throws SQLException {
    // given a function of an index that says more than a message may hold
    sql("CREATE TABLE wordy AS SELECT 1 AS id");
    sql(
        """
        CREATE FUNCTION public.wordy(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'no: %', repeat('x', 2000000); END $$
        """);

    // when
    BuildCommand build =
        new BuildCommand(
            UUID.randomUUID(),
            1,
            DATABASE,
            new QualifiedName("public", "wordy"),
            IndexDefinition.ofExpression(IndexDefinition.Kind.INDEX, "public.wordy(id)"),
            "wordy_idx",
            Lane.SMALL,
            1,
            64 << 20,
            0,
            100);
    wire.send(build);

    // then
    assertThat(wire.end(build))
        .isInstanceOfSatisfying(
            BuildEvent.Failed.class,
            failed -> assertThat(failed.message()).contains("no: xx").hasSizeLessThan(5_000));
  }

  @Test
  void runsTheCreateOfAnAttemptOnceHoweverOftenItIsDelivered() throws SQLException {
    // given an attempt that has failed
    sql("CREATE TABLE again AS SELECT 1 AS id FROM generate_series(1, 2)");
    BuildCommand build = send(Lane.SMALL, 2, "again");
    assertThat(((BuildEvent.Failed) wire.end(build)).code()).isEqualTo(ErrorCode.DUPLICATE_KEYS);
    sql("DELETE FROM again WHERE ctid = (SELECT max(ctid) FROM again)");

    // when its command is delivered once more, as after a kill between its end and its answer
    wire.send(build);

    // then its CREATE INDEX is not run outside of what was charged
    await().until(() -> failures(build).size() == 2);
    assertThat(failures(build).getLast().code()).isEqualTo(ErrorCode.BUILD_LOST);
    assertThat(failures(build).getLast().retryable()).isTrue();
  }

  private static List<BuildEvent.Failed> failures(BuildCommand build) {
    return wire.events(build).stream()
        .filter(BuildEvent.Failed.class::isInstance)
        .map(BuildEvent.Failed.class::cast)
        .toList();
  }

  @Test
  void endsABuildThatIsCancelledUnderWayOrBefore() throws SQLException {
    sql("CREATE TABLE unwanted (id int)");
    try (Connection snapshot = database.connect();
        Statement statement = snapshot.createStatement()) {
      // given a build that waits for an old snapshot, and one behind it in its slot
      snapshot.setAutoCommit(false);
      snapshot.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      statement.execute("SELECT 1");
      BuildCommand first = send(Lane.MEDIUM, 1, "unwanted");
      BuildCommand second = send(Lane.MEDIUM, 1, "unwanted");
      await().until(() -> busy().equals(List.of("unwanted")));

      // when both are cancelled, the second before its command is read
      wire.cancel(second);
      wire.cancel(first);

      // then both end so, and nothing is left
      for (BuildCommand build : List.of(first, second)) {
        assertThat(wire.end(build))
            .isInstanceOfSatisfying(
                BuildEvent.Cancelled.class, it -> assertThat(it.by()).isEqualTo("ann"));
      }
      snapshot.rollback();
    }
    // and the slot goes on
    assertThat(wire.end(send(Lane.MEDIUM, 1, "unwanted"))).isInstanceOf(BuildEvent.Succeeded.class);
  }

  @Test
  void goesOnAfterWordsThatCannotBeTaken() throws SQLException {
    // given words that are JSON of their kind, and about nothing that there is
    for (String at :
        List.of("-1000000000-01-01T00:00:00Z", "+1000000000-12-31T23:59:59.999999999Z")) {
      UUID nobody = UUID.randomUUID();
      wire.control(
          nobody + BuildControl.BEGUN,
          BuildControl.Begun.class,
          """
          {"buildId": "%s", "attempt": 1, "at": "%s", "delivery": "%s"}
          """
              .formatted(nobody, at, nobody));
    }
    wire.control("no id", BuildControl.Cancel.class, "{}");
    wire.control("no id", BuildControl.Cancel.class, "nor JSON");

    // then what is said after them is heard: the delivery's own word, without which nothing begins
    sql("CREATE TABLE heard (id int)");
    assertThat(wire.end(send(Lane.MEDIUM, 0, "heard"))).isInstanceOf(BuildEvent.Succeeded.class);
  }

  @Test
  void asksForTheTokenAndDescribesItself() throws IOException {
    given().get("/api/v1/slots").then().statusCode(401);
    String served = given().get("/q/openapi").then().statusCode(200).extract().asString();
    Path committed = Path.of("openapi.yaml");
    if (Boolean.getBoolean("plimsoll.docs.write")) {
      Files.writeString(committed, served);
    }
    assertThat(served)
        .as("openapi.yaml has drifted: run this test with -Dplimsoll.docs.write=true")
        .isEqualTo(Files.readString(committed));
  }

  private static BuildCommand send(Lane lane, int slot, String table) {
    BuildCommand build = command(lane, slot, table);
    wire.send(build);
    return build;
  }

  private static BuildCommand command(Lane lane, int slot, String table) {
    return new BuildCommand(
        UUID.randomUUID(),
        1,
        DATABASE,
        new QualifiedName("public", table),
        new IndexDefinition(IndexDefinition.Kind.PRIMARY_KEY, List.of("id")),
        table + "_pkey",
        lane,
        slot,
        64 << 20,
        0,
        100);
  }

  private static ValidatableResponse slots() {
    return given()
        .auth()
        .preemptive()
        .oauth2(StackResource.TOKEN)
        .get("/api/v1/slots")
        .then()
        .statusCode(200);
  }

  private static List<String> busy() {
    return slots().extract().jsonPath().getList("table.name", String.class);
  }

  private static void sql(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}

package dev.plimsoll.builder.lane;

import static dev.plimsoll.builder.lane.LaneClient.await;
import static dev.plimsoll.builder.lane.LaneClient.busy;
import static dev.plimsoll.builder.lane.LaneClient.slots;
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
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.testkit.MetricsPage;
import dev.plimsoll.testkit.StackResource;
import dev.plimsoll.testkit.page.GeneratedPage;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/// The whole service: commands from Kafka, builds on a database, events back.
@QuarkusTest
@QuarkusTestResource(
    value = StackResource.class,
    initArgs = @ResourceArg(name = "service", value = "builder"))
final class LaneConsumersIT extends TraceCases {
  @Test
  void buildsWhatEachLaneBringsAndSaysSo() throws SQLException {
    List<BuildCommand> builds = new ArrayList<>();
    for (Lane lane : Lane.values()) {
      lanes.sql(
          "CREATE TABLE " + lane.value() + " AS SELECT g AS id FROM generate_series(1, 100) g");
      builds.add(lanes.send(lane, 0, lane.value()));
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
    lanes.sql("CREATE TABLE first (id int)");
    lanes.sql("CREATE TABLE second (id int)");
    lanes.sql("CREATE TABLE third (id int)");
    try (Connection snapshot = database.connect();
        Statement statement = snapshot.createStatement()) {
      // given a build that waits for an old snapshot
      snapshot.setAutoCommit(false);
      snapshot.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      statement.execute("SELECT 1");
      BuildCommand first = lanes.send(Lane.SMALL, 1, "first");
      await().until(() -> busy().equals(List.of("first")));

      // when another comes to the same slot, and one to the next
      BuildCommand second = lanes.send(Lane.SMALL, 1, "second");
      BuildCommand third = lanes.send(Lane.SMALL, 2, "third");

      // then the next slot takes its build, and the first waits for its own to end
      await().until(() -> busy().equals(List.of("first", "third")));
      await()
          .untilAsserted(
              () ->
                  slots()
                      .body("[0].progress.phase", equalTo("waiting for old snapshots"))
                      .body("[0].progress.waitingFor", containsString("idle in transaction"))
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
  void takesWhatComesToASlotThatIsAddedWhileABuildIsUnderWay() throws Exception {
    lanes.sql("CREATE TABLE before_growth (id int)");
    lanes.sql("CREATE TABLE after_growth (id int)");
    try (Connection snapshot = database.connect();
        Statement statement = snapshot.createStatement()) {
      // given a build that waits for an old snapshot in the only slot of its lane
      snapshot.setAutoCommit(false);
      snapshot.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      statement.execute("SELECT 1");
      BuildCommand before = lanes.send(Lane.LARGE, 0, "before_growth");
      await().until(() -> busy().equals(List.of("before_growth")));

      // when the lane gets another slot, and a command comes to that
      wire.grow(Topic.BUILD_COMMANDS_LARGE, 2);
      BuildCommand after = lanes.send(Lane.LARGE, 1, "after_growth");
      snapshot.rollback();

      // then both are built, each once
      for (BuildCommand build : List.of(before, after)) {
        assertThat(wire.end(build)).isInstanceOf(BuildEvent.Succeeded.class);
        assertThat(wire.events(build).stream().filter(BuildEvent.Succeeded.class::isInstance))
            .hasSize(1);
      }
    }
    await().untilAsserted(() -> slots().body("", hasSize(0)));
  }

  @Test
  void putsWhatIsNoCommandAsideWithItsReasonAndGoesOn() throws SQLException {
    // given rubbish before a command in one slot
    lanes.sql("CREATE TABLE after (id int)");
    wire.sendRubbish(Topic.BUILD_COMMANDS_SMALL, 3, "rubbish");
    BuildCommand build = lanes.send(Lane.SMALL, 3, "after");

    // then it is in the dead-letter topic, and the command is built
    ConsumerRecord<String, String> dead = wire.dead("rubbish");
    assertThat(Wire.header(dead, "dead-letter-reason"))
        .isEqualTo("malformed-message: no header ce_type");
    assertThat(wire.end(build)).isInstanceOf(BuildEvent.Succeeded.class);
  }

  @Test
  void putsAsideWhatIsAsLargeAsTheBrokerTakes() throws SQLException {
    // given a message whose copy in the dead-letter topic is larger, by its headers
    lanes.sql("CREATE TABLE after_large (id int)");
    byte[] noise = new byte[1_048_400 / 4 * 3];
    new Random(1).nextBytes(noise);
    String large = Base64.getEncoder().encodeToString(noise);
    wire.sendRubbish(Topic.BUILD_COMMANDS_SMALL, 0, large);

    // then it is there, whole, and its slot goes on
    assertThat(Wire.header(wire.dead(large), "dead-letter-reason")).contains("type");
    assertThat(wire.end(lanes.send(Lane.SMALL, 0, "after_large")))
        .isInstanceOf(BuildEvent.Succeeded.class);
  }

  @Test
  void endsABuildWhoseFailureSomebodyHasWordedAtLength() throws SQLException {
    // given a function of an index that says more than a message may hold
    lanes.sql("CREATE TABLE wordy AS SELECT 1 AS id");
    lanes.sql(
        """
        CREATE FUNCTION public.wordy(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'no: %', repeat('x', 2000000); END $$
        """);

    // when
    BuildCommand build =
        new BuildCommand(
            UUID.randomUUID(),
            1,
            lanes.registered(),
            new QualifiedName("public", "wordy"),
            new IndexDefinition(IndexDefinition.Kind.INDEX, List.of(""), "public.wordy(id)"),
            "wordy_idx",
            new BuildCommand.Slot(Lane.SMALL, 1),
            new BuildCommand.Allocation(64 << 20, 0, false, 100),
            List.of());
    wire.send(build);

    // then
    assertThat(wire.end(build))
        .isInstanceOfSatisfying(
            BuildEvent.Failed.class,
            failed ->
                assertThat(failed.failure().message()).contains("no: xx").hasSizeLessThan(5_000));
  }

  @Test
  void runsTheCreateOfAnAttemptOnceHoweverOftenItIsDelivered() throws SQLException {
    // given an attempt that has failed
    lanes.sql("CREATE TABLE again AS SELECT 1 AS id FROM generate_series(1, 2)");
    BuildCommand build = lanes.send(Lane.SMALL, 2, "again");
    assertThat(((BuildEvent.Failed) wire.end(build)).failure().code())
        .isEqualTo(ErrorCode.DUPLICATE_KEYS);
    lanes.sql("DELETE FROM again WHERE ctid = (SELECT max(ctid) FROM again)");

    // when its command is delivered once more, as after a kill between its end and its answer
    wire.send(build);

    // then its CREATE INDEX is not run outside of what was charged
    await().until(() -> lanes.failures(build).size() == 2);
    assertThat(lanes.failures(build).getLast().failure().code()).isEqualTo(ErrorCode.BUILD_LOST);
    assertThat(lanes.failures(build).getLast().failure().retryable()).isTrue();
  }

  @Test
  void endsABuildThatIsCancelledUnderWayOrBefore() throws SQLException {
    lanes.sql("CREATE TABLE unwanted (id int)");
    try (Connection snapshot = database.connect();
        Statement statement = snapshot.createStatement()) {
      // given a build that waits for an old snapshot, and one behind it in its slot
      snapshot.setAutoCommit(false);
      snapshot.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      statement.execute("SELECT 1");
      BuildCommand first = lanes.send(Lane.MEDIUM, 1, "unwanted");
      BuildCommand second = lanes.send(Lane.MEDIUM, 1, "unwanted");
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
    assertThat(wire.end(lanes.send(Lane.MEDIUM, 1, "unwanted")))
        .isInstanceOf(BuildEvent.Succeeded.class);
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
    lanes.sql("CREATE TABLE heard (id int)");
    assertThat(wire.end(lanes.send(Lane.MEDIUM, 0, "heard")))
        .isInstanceOf(BuildEvent.Succeeded.class);
  }

  @Test
  void asksForTheTokenAndDescribesItself() throws IOException {
    given().get("/api/v1/slots").then().statusCode(401);
    given().get("/q/openapi").then().statusCode(200);
    String made =
        given()
            .header("Authorization", "Bearer " + StackResource.TOKEN)
            .get("/q/generated-openapi")
            .asString();
    GeneratedPage.require(Path.of("src/main/resources/openapi.yaml"), made);
  }
}

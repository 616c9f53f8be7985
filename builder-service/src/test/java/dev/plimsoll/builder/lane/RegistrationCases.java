package dev.plimsoll.builder.lane;

import static dev.plimsoll.builder.lane.LaneClient.await;
import static dev.plimsoll.builder.lane.LaneClient.slots;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import dev.plimsoll.builder.ChangedCommand;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildControl;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseEvent;
import dev.plimsoll.contracts.database.RegisteredDatabase;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.testkit.Forger;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackResource;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Commands are built where the planner has said that their database is, and forged words are not
/// heard. Run as part of [LaneConsumersIT]: a test class of their own would start the service
/// once more.
abstract class RegistrationCases {
  static LaneClient lanes;
  static TestDatabase database;
  static Wire wire;

  @BeforeAll
  static void topicsAndTarget() throws Exception {
    lanes = LaneClient.open("lanes");
    database = lanes.database();
    wire = lanes.wire();
  }

  @AfterAll
  static void close() {
    lanes.close();
  }

  @Test
  void putsAForgedCommandAsideAndHearsNoForgedCancel() throws SQLException {
    // given somebody who may write to the broker: a command, and a wish that another build end
    lanes.sql("CREATE TABLE forged (id int)");
    lanes.sql("CREATE TABLE genuine (id int)");
    BuildCommand forged = lanes.command(Lane.SMALL, 3, "forged");
    BuildCommand genuine = lanes.command(Lane.SMALL, 3, "genuine");
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
    lanes.sql("CREATE TABLE meant (id int)");
    wire.tell(new DatabaseEvent.Registered("moved", 3, 3, database.address(), null, null));
    wire.tell(new DatabaseEvent.Registered("removed", 1, 1, database.address(), null, null));
    wire.tell(new DatabaseEvent.Removed("removed", 2));
    // and a last word of one that is there, which is heard after them
    lanes.sql("CREATE TABLE told_last (id int)");
    RegisteredDatabase last = new RegisteredDatabase("told_last", 1);
    wire.register(last, database.address());
    BuildCommand heard = on(last, lanes.command(Lane.SMALL, 2, "told_last"));
    wire.send(heard);
    assertThat(wire.end(heard)).isInstanceOf(BuildEvent.Succeeded.class);
    Map<RegisteredDatabase, String> refused =
        Map.of(
            new RegisteredDatabase("moved", 2), "was another database",
            new RegisteredDatabase("removed", 1), "not registered any more",
            new RegisteredDatabase("nobody-knows", 1), "has not heard of nobody-knows");

    refused.forEach(
        (name, why) -> {
          // When a command names it
          BuildCommand build = on(name, lanes.command(Lane.SMALL, 2, "meant"));
          wire.send(build);

          // Then it is refused, for a command of today to follow
          assertThat(wire.end(build))
              .isInstanceOfSatisfying(
                  BuildEvent.Failed.class,
                  failed -> {
                    assertThat(failed.failure().code()).isEqualTo(ErrorCode.REGISTRATION_CHANGED);
                    assertThat(failed.failure().message()).contains(why);
                    assertThat(failed.failure().retryable()).isTrue();
                  });
        });

    // And one whose registration comes after it waits for that; a new password is no other database
    // Nothing is looked at in between: that may take longer than a builder waits.
    BuildCommand early =
        on(new RegisteredDatabase("late", 1), lanes.command(Lane.SMALL, 2, "meant"));
    wire.send(early);
    wire.tell(new DatabaseEvent.Registered("late", 2, 1, database.address(), null, null));
    assertThat(wire.end(early)).isInstanceOf(BuildEvent.Succeeded.class);
  }

  @Test
  void hearsNoForgedRegistration() throws SQLException {
    // Given somebody who says where a database is to be from now on
    lanes.sql("CREATE TABLE stays (id int)");
    DatabaseAddress here = database.address();
    try (Forger forger = new Forger(Stack.get().kafkaBootstrap())) {
      forger.send(
          Topic.DATABASES.name(StackResource.TOPIC_PREFIX),
          null,
          lanes.registered().name(),
          new DatabaseEvent.Registered(
              lanes.registered().name(),
              9,
              1,
              new DatabaseAddress(
                  here.host(), 1, here.database(), here.user(), here.sslMode(), here.credential()),
              null,
              null));
    }
    // and a word of the planner's after it, which is heard
    wire.register(new RegisteredDatabase("after_forged", 1), here);
    BuildCommand after =
        on(new RegisteredDatabase("after_forged", 1), lanes.command(Lane.SMALL, 1, "stays"));
    wire.send(after);
    assertThat(wire.end(after)).isInstanceOf(BuildEvent.Succeeded.class);

    // Then builds go where the planner said
    lanes.sql("CREATE TABLE stays_too (id int)");
    assertThat(wire.end(lanes.send(Lane.SMALL, 1, "stays_too")))
        .isInstanceOf(BuildEvent.Succeeded.class);
  }

  @Test
  void refusesNoBuildThatHasBegunWhereItCannotLook() throws SQLException {
    // Given builds that a builder began before it was killed, of a database not known here
    lanes.sql("CREATE TABLE begun AS SELECT 1 AS id");
    RegisteredDatabase unheard = new RegisteredDatabase("unheard", 1);
    BuildCommand known = on(unheard, lanes.command(Lane.LARGE, 0, "begun"));
    BuildCommand released = on(unheard, lanes.command(Lane.LARGE, 0, "begun"));
    for (BuildCommand build : List.of(known, released)) {
      wire.begin(build);
    }

    // When the commands of both are delivered again
    wire.send(released);
    wire.send(known);
    await()
        .untilAsserted(
            () ->
                slots()
                    .body("[0].progress.waitingFor", containsString("has not heard of unheard")));

    // Then one is held until nobody counts on it, and the other until its planner has told
    assertThat(lanes.failures(released)).isEmpty();
    wire.release(released);
    assertThat(wire.end(released)).isInstanceOf(BuildEvent.Cancelled.class);
    await()
        .untilAsserted(
            () ->
                slots()
                    .body("[0].progress.waitingFor", containsString("has not heard of unheard")));
    wire.register(unheard, database.address());
    assertThat(wire.end(known))
        .isInstanceOfSatisfying(
            BuildEvent.Failed.class,
            failed -> assertThat(failed.failure().code()).isEqualTo(ErrorCode.BUILD_LOST));
  }

  private static BuildCommand on(RegisteredDatabase database, BuildCommand build) {
    return ChangedCommand.of(build, Map.of("database", database));
  }
}

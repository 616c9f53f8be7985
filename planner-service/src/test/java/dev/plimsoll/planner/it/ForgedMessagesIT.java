package dev.plimsoll.planner.it;

import static dev.plimsoll.planner.it.PlannerClient.awaitState;
import static dev.plimsoll.planner.it.PlannerClient.build;
import static dev.plimsoll.planner.it.PlannerClient.builds;
import static dev.plimsoll.planner.it.PlannerClient.plan;
import static dev.plimsoll.planner.it.PlannerFixture.capacity;
import static dev.plimsoll.planner.it.PlannerFixture.databaseWithTables;
import static dev.plimsoll.planner.it.PlannerFixture.register;
import static dev.plimsoll.planner.it.PlannerFixture.registration;
import static dev.plimsoll.planner.it.PlannerFixture.rule;
import static dev.plimsoll.planner.it.PlannerFixture.topic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.log.ObjectRange;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.SyncEvent;
import dev.plimsoll.testkit.Forger;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Somebody who may write to the broker, and has no key, speaks in the name of builders, of
/// sync-service and of the log.
@QuarkusTest
class ForgedMessagesIT {
  private PlannerFixture surroundings;

  @BeforeEach
  void open() {
    surroundings = new PlannerFixture();
  }

  @AfterEach
  void close() {
    surroundings.close();
  }

  @Test
  void leaveDeadLettersAndNothingElse() throws SQLException {
    // given a build that a builder was told of
    TestDatabase database = databaseWithTables("plan_forged", 1, 10);
    register(
        registration(
            "forged", database, capacity(), List.of(rule("public.*", Kind.PRIMARY_KEY, "id"))));
    UUID id = builds(plan("forged")).getFirst().id();
    BuildCommand command = surroundings.awaitCommand(id, 1);
    UUID extract = UUID.randomUUID();
    BatchCommitted batch =
        new BatchCommitted(
            "s.public.t0.0badcafe",
            0,
            0,
            1,
            "p",
            0,
            0,
            new ObjectRange("b", "k", 0, 1),
            Instant.now());
    try (Forger forger = new Forger(Stack.get().kafkaBootstrap())) {
      // when others say that it has failed, a table with it, and that a batch has its offsets
      forger.send(
          topic(Topic.BUILD_EVENTS),
          null,
          id.toString(),
          new BuildEvent.Failed(
              id,
              1,
              1,
              Instant.now(),
              new BuildEvent.Failure(ErrorCode.DUPLICATE_KEYS, "not so", null, false, List.of()),
              List.of(),
              -1L));
      forger.send(
          topic(Topic.SYNC_EVENTS),
          null,
          extract.toString(),
          new SyncEvent.TableFailed(
              extract, new QualifiedName("public", "t0"), ErrorCode.INTERNAL, "not so", null));
      forger.send(topic(Topic.LOG_COMMITS), null, batch.key(), batch);

      // then they are dead letters
      assertForged(forger, Topic.BUILD_EVENTS_DLQ, id.toString());
      assertForged(forger, Topic.SYNC_EVENTS_DLQ, extract.toString());
      assertForged(forger, Topic.LOG_COMMITS_DLQ, batch.key());
    }
    assertThat(build(id).outcome().errorCode()).isNull();

    // and what its builder says counts
    surroundings.succeed(command, 2);
    awaitState(id, BuildView.State.SUCCEEDED);
  }

  private static void assertForged(Forger forger, Topic letters, String key) {
    await()
        .untilAsserted(
            () ->
                assertThat(forger.read(topic(letters), key))
                    .hasSize(2)
                    .allSatisfy(letter -> assertThat(reason(letter)).contains("forged-message")));
  }

  private static String reason(ConsumerRecord<String, String> letter) {
    return new String(
        letter.headers().lastHeader("dead-letter-reason").value(), StandardCharsets.UTF_8);
  }
}

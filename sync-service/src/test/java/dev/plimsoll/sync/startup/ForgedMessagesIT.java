package dev.plimsoll.sync.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ReadCommand;
import dev.plimsoll.sync.FakeLog;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.SyncProfile;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.testkit.Forger;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackResource;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Somebody who may write to the broker, and has no key, speaks in the log's and in this service's
/// name.
@QuarkusTest
@TestProfile(SyncProfile.class)
final class ForgedMessagesIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final FakeLog LOG = FakeLog.get();

  private static TestDatabase source;
  private static TestDatabase target;

  @BeforeAll
  static void tables() throws SQLException {
    source = Stack.get().createDatabase("forged_source");
    target = Stack.get().createDatabase("forged_target");
    for (String table : List.of("t", "u")) {
      TestTables.execute(
          source,
          "CREATE TABLE %s (a int PRIMARY KEY)".formatted(table),
          "INSERT INTO %s VALUES (1), (2)".formatted(table));
    }
    LOG.beSilentFor("forged-source");
  }

  @BeforeEach
  void register() {
    SyncApi.register("forged-source", source);
    SyncApi.register("forged-target", target);
  }

  private static String topic(Topic topic) {
    return topic.name(StackResource.TOPIC_PREFIX);
  }

  @Test
  void leaveDeadLettersAndNothingElse() throws SQLException {
    // given a table whose batch waits for its offsets
    ExtractView extract = SyncApi.start("forged-source", List.of("public.t"), "forged-target");
    BatchAppended batch = awaitBatch(extract, "t");
    try (Forger forger = new Forger(Stack.get().kafkaBootstrap())) {
      // when others say that it has wrong ones, that it is refused, and that a read task be read
      BatchCommitted genuine = FakeLog.commit(batch, 0);
      BatchCommitted wrong = FakeLog.commit(batch, 1_000);
      forger.send(topic(Topic.LOG_COMMITS), null, batch.key(), wrong);
      forger.send(topic(Topic.LOG_EVENTS_DLQ), null, batch.key(), batch);
      UUID readTask = UUID.randomUUID();
      forger.send(
          topic(Topic.SYNC_COMMANDS),
          null,
          readTask.toString(),
          new ReadCommand(extract.id(), readTask));

      // then what the log says is what counts
      LOG.send(genuine);
      SyncApi.awaitTable(extract.id(), "t", TableState.LOADED);
      assertThat(TestTables.number(target, "SELECT count(*) FROM t")).isEqualTo(2);

      // and theirs are dead letters
      assertForged(forger, Topic.LOG_COMMITS_DLQ, batch.key());
      assertForged(forger, Topic.SYNC_COMMANDS_DLQ, readTask.toString());
    }
  }

  @Test
  void whatALaterVersionSaysInAnUnknownTypeIsPutAsideAndHasNoEffect() throws SQLException {
    // given a table whose batch waits for its offsets
    ExtractView extract = SyncApi.start("forged-source", List.of("public.u"), "forged-target");
    BatchAppended batch = awaitBatch(extract, "u");
    try (Forger reader = new Forger(Stack.get().kafkaBootstrap())) {
      // when the log says something else of it, that looks like a commit, with the system's seal
      LOG.send(
          batch.key(), "dev.plimsoll.log.batch.moved.v1", Json.write(FakeLog.commit(batch, 1_000)));
      LOG.send(FakeLog.commit(batch, 0));

      // then that has failed nothing, and is a dead letter
      SyncApi.awaitTable(extract.id(), "u", TableState.LOADED);
      assertThat(TestTables.number(target, "SELECT count(*) FROM u")).isEqualTo(2);
      assertThat(reader.read(topic(Topic.LOG_COMMITS_DLQ), batch.key()))
          .singleElement()
          .satisfies(
              letter ->
                  assertThat(reason(letter))
                      .startsWith("malformed-message")
                      .endsWith("dev.plimsoll.log.batch.moved.v1"));
    }
  }

  private static BatchAppended awaitBatch(ExtractView extract, String table) {
    String logTopic = SyncApi.table(extract.id(), table).logTopic();
    return await()
        .atMost(PATIENCE)
        .until(() -> LOG.appended(logTopic), batches -> !batches.isEmpty())
        .getFirst();
  }

  private static void assertForged(Forger forger, Topic letters, String key) {
    await()
        .atMost(PATIENCE)
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

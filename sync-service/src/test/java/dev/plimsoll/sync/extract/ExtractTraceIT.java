package dev.plimsoll.sync.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.kafka.client.CloudEvent;
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
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// The trace of the request for an extract is in the announcements of its batches, in what is told
/// of its table, and in the statements on the target.
@QuarkusTest
@TestProfile(SyncProfile.class)
final class ExtractTraceIT {
  private static final FakeLog LOG = FakeLog.get();
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  @Test
  void anExtractGoesOnWithTheTraceOfItsRequest() throws Exception {
    // given a target table on which nobody may write for now
    TestDatabase source = Stack.get().createDatabase("trace_source");
    TestDatabase target = Stack.get().createDatabase("trace_target");
    TestTables.execute(
        source,
        "CREATE TABLE traced AS SELECT i AS id, md5(i::text) AS t FROM generate_series(1, 500) i",
        "ALTER TABLE traced ADD PRIMARY KEY (id)");
    TestTables.execute(target, "CREATE TABLE traced (id int NOT NULL, t text)");
    SyncApi.register("trace-source", source);
    SyncApi.register("trace-target", target);

    ExtractView extract;
    try (Connection holder = target.connect();
        Statement lock = holder.createStatement();
        Connection looking = target.connect()) {
      holder.setAutoCommit(false);
      lock.execute("LOCK TABLE traced IN SHARE MODE");

      // when
      extract =
          Json.read(
              SyncApi.request()
                  .header("traceparent", TRACE)
                  .body(
                      Json.write(
                          ExtractRequest.of(
                              "trace-source", List.of("public.traced"), "trace-target")))
                  .post("/api/v1/extracts")
                  .then()
                  .statusCode(202)
                  .extract()
                  .asString(),
              ExtractView.class);

      // then the statement that waits says whose it is
      await()
          .atMost(Duration.ofMinutes(2))
          .until(
              () -> copying(looking),
              statement -> statement.endsWith("/*traceparent='" + TRACE + "'*/"));
      holder.rollback();
    }
    SyncApi.awaitTable(extract.id(), "traced", TableState.LOADED);

    // and so do the messages
    String logTopic = SyncApi.table(extract.id(), "traced").logTopic();
    List<BatchAppended> batches = LOG.appended(logTopic);
    assertThat(batches).isNotEmpty();
    try (Forger reader = new Forger(Stack.get().kafkaBootstrap())) {
      assertThat(traces(reader, Topic.LOG_EVENTS, batches.getFirst().key()))
          .isNotEmpty()
          .containsOnly(TRACE);
      assertThat(traces(reader, Topic.SYNC_EVENTS, extract.id().toString()))
          .as("all but progress, which a timer tells")
          .contains(TRACE);
    }
  }

  private static List<String> traces(Forger reader, Topic topic, String key) {
    return reader.read(topic.name(StackResource.TOPIC_PREFIX), key).stream()
        .map(message -> CloudEvent.traceparent(message.headers()))
        .filter(Objects::nonNull)
        .toList();
  }

  private static String copying(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT coalesce(max(query), '') FROM pg_stat_activity
                WHERE datname = current_database() AND query LIKE 'COPY %traced%'
                """)) {
      row.next();
      return row.getString(1);
    }
  }
}

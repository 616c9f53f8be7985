package dev.plimsoll.materializer.append;

import static dev.plimsoll.materializer.append.LogClient.file;
import static dev.plimsoll.materializer.append.LogClient.post;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import dev.plimsoll.contracts.log.TopicRequest;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.offsetlog.topic.Topics;
import dev.plimsoll.postgres.transaction.Transactions;
import dev.plimsoll.testkit.Batches;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;

/// A topic that another process deletes and makes anew, faster than this one would notice by
/// itself.
@QuarkusTest
class MadeAnewIT {
  private static final String TOPIC = "made.anew";

  @Inject Transactions transactions;
  private Topics elsewhere;

  @BeforeEach
  void make() throws SQLException {
    elsewhere = new Topics(transactions, new Partitions(transactions, Partitions.MOST_KNOWN));
    elsewhere.create(new TopicRequest(TOPIC, 2, null, null, null));
  }

  private void makeAnew() throws SQLException {
    elsewhere.delete(TOPIC);
    elsewhere.create(new TopicRequest(TOPIC, 2, null, null, null));
  }

  @RepeatedTest(5)
  void takesAFileAtOnce() throws SQLException {
    // given a topic that this process knows
    String key = "made.anew/" + System.nanoTime();
    makeAnew();
    commit("files", Json.write(file(TOPIC, 2, "p", key + "/1", 0, 1)), "batches.baseOffset", 0, 0);
    makeAnew();

    // when a file is appended to the new one, then it is the first there
    commit("files", Json.write(file(TOPIC, 2, "p", key + "/2", 0, 1)), "batches.baseOffset", 0, 0);
  }

  @RepeatedTest(5)
  void takesABatchAtOnce() throws SQLException {
    String batch = Json.write(Batches.batch(TOPIC, 1, "p", 0, 0));
    makeAnew();
    commit(batch);
    makeAnew();
    commit(batch);
  }

  private static void commit(String batch) {
    post("/api/v1/batches?wait=offsets", "application/json", batch)
        .statusCode(200)
        .body("outcome", equalTo("placed"))
        .body("baseOffset", equalTo(0));
  }

  private static void commit(String ingress, String body, String path, Integer... expected) {
    post("/api/v1/" + ingress + "?wait=offsets", "application/json", body)
        .statusCode(200)
        .body(path, contains(expected));
  }

  @RepeatedTest(5)
  void refusesAFileAsAWholeWhereItIsNotMadeAnew() throws SQLException {
    // given a topic that this process knows, and that is gone
    String key = "made.anew/" + System.nanoTime();
    makeAnew();
    commit("files", Json.write(file(TOPIC, 2, "p", key + "/1", 0, 1)), "batches.baseOffset", 0, 0);
    elsewhere.delete(TOPIC);

    // when a file is appended, then nothing of it is kept
    post(
            "/api/v1/files?wait=offsets",
            "application/json",
            Json.write(file(TOPIC, 2, "p", key + "/2", 0, 1)))
        .statusCode(404)
        .body("code", equalTo("unknown-partition"))
        .body("detail", equalTo("the log has no partition " + TOPIC + "/0"));

    // and once there is a topic of that name, the same file is taken
    elsewhere.create(new TopicRequest(TOPIC, 2, null, null, null));
    commit("files", Json.write(file(TOPIC, 2, "p", key + "/2", 0, 1)), "batches.baseOffset", 0, 0);
  }
}

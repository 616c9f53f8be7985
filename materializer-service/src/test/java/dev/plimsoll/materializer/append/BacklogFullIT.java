package dev.plimsoll.materializer.append;

import static dev.plimsoll.materializer.append.LogClient.LONG_ENOUGH;
import static dev.plimsoll.materializer.append.LogClient.api;
import static dev.plimsoll.materializer.append.LogClient.audit;
import static dev.plimsoll.materializer.append.LogClient.awaitBatches;
import static dev.plimsoll.materializer.append.LogClient.file;
import static dev.plimsoll.materializer.append.LogClient.number;
import static dev.plimsoll.materializer.append.LogClient.post;
import static dev.plimsoll.materializer.append.LogClient.postFile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.materializer.flow.LittleRoom;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.testkit.Batches;
import dev.plimsoll.testkit.Stack;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

/// More is appended over HTTP than gets offsets: whoever comes then is told when to come again.
@QuarkusTest
@TestProfile(LittleRoom.class)
class BacklogFullIT {
  private static final String TOPIC = "backlog.full";
  private static final String JSON = "application/json";
  private static final int WAITING = LittleRoom.LIMIT + 10;

  @Inject Partitions partitions;

  /// A request of one batch by one of the ingress paths, each with a producer of its own.
  private record Ingress(String path, String type, String body, int accepted) {}

  private static final List<Ingress> INGRESSES =
      List.of(
          new Ingress("files", JSON, oneFile("file"), 202),
          new Ingress("files?wait=offsets", JSON, oneFile("file.offsets"), 200),
          new Ingress("files", AppendResource.LINES, oneFile("line"), 200),
          new Ingress("files?wait=offsets", AppendResource.LINES, oneFile("line.offsets"), 200),
          new Ingress("batches", JSON, oneBatch("batch"), 202),
          new Ingress("batches?wait=offsets", JSON, oneBatch("batch.offsets"), 200));

  private static String oneFile(String producer) {
    return Json.write(file(TOPIC, 1, producer, TOPIC + "/" + producer, 0, 1));
  }

  private static String oneBatch(String producer) {
    return Json.write(Batches.batch(TOPIC, 0, producer, 0, 0));
  }

  private static boolean open() {
    return api().get("/api/v1/flow").then().statusCode(200).extract().path("open");
  }

  /// Rows that an append may leave, also while it waits.
  private static List<Long> rows() {
    return List.of(
        number("SELECT count(*) FROM file"),
        number("SELECT coalesce(sum(batch_refs), 0) FROM file"),
        number("SELECT coalesce(sum(batch_count), 0) FROM manifest"),
        number("SELECT coalesce(sum(batch_count), 0) FROM segment"),
        number("SELECT count(*) FROM producer_name"));
  }

  @Test
  void everyDoorSaysSoKeepsNothingAndTakesItLater() throws SQLException {
    partitions.enter(List.of(new PartitionName(TOPIC, 0)));
    try (Connection worker = Stack.get().connect("plimsoll");
        Statement statement = worker.createStatement()) {
      // given somebody who has every shard and gives no offsets, and more than may wait
      worker.setAutoCommit(false);
      statement.execute("SELECT FROM materializer.shard FOR UPDATE");
      postFile(file(TOPIC, 1, "p", TOPIC + "/full", 0, WAITING)).statusCode(202);
      await().atMost(LONG_ENOUGH).until(() -> !open());
      List<Long> before = rows();

      // when somebody appends, by whichever ingress path, then it is refused
      for (Ingress ingress : INGRESSES) {
        post(
                "/api/v1/" + ingress.path(),
                ingress.type(),
                ingress.body().getBytes(StandardCharsets.UTF_8))
            .statusCode(429)
            .contentType("application/problem+json")
            .header("Retry-After", matchesPattern("[1-9][0-9]*"))
            .body("code", equalTo("backlog-full"))
            .body("detail", endsWith("batches wait for offsets, the limit is " + LittleRoom.LIMIT));
      }

      // and health says that offsets stand still
      await()
          .atMost(LONG_ENOUGH)
          .until(() -> api().get("/q/health/well").then().extract().statusCode() == 503);
      assertThat(api().get("/q/health/well").asString()).contains("log-shards", "DOWN");

      // and nothing of it is kept
      assertThat(rows()).isEqualTo(before);
      worker.rollback();
    }

    // and once there is room again, the same requests are taken
    await().atMost(LONG_ENOUGH).until(BacklogFullIT::open);
    for (Ingress ingress : INGRESSES) {
      post(
              "/api/v1/" + ingress.path(),
              ingress.type(),
              ingress.body().getBytes(StandardCharsets.UTF_8))
          .statusCode(ingress.accepted());
    }
    awaitBatches(TOPIC, WAITING + INGRESSES.size());
    assertThat(audit(TOPIC).clean()).isTrue();
  }
}

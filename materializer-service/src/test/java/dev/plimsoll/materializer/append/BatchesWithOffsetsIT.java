package dev.plimsoll.materializer.append;

import static dev.plimsoll.materializer.append.LogClient.LONG_ENOUGH;
import static dev.plimsoll.materializer.append.LogClient.audit;
import static dev.plimsoll.materializer.append.LogClient.batches;
import static dev.plimsoll.materializer.append.LogClient.kept;
import static dev.plimsoll.materializer.append.LogClient.number;
import static dev.plimsoll.materializer.append.LogClient.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.log.BatchOutcome;
import dev.plimsoll.contracts.log.BatchOutcome.Outcome;
import dev.plimsoll.contracts.log.ObjectRange;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.identity.Partitions;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// Single batches whose offsets are waited for.
@QuarkusTest
class BatchesWithOffsetsIT {
  @Inject Partitions partitions;

  private void create(String topic) throws SQLException {
    partitions.enter(List.of(new PartitionName(topic, 0)));
  }

  /// Of seven records; all batches of a topic share an object.
  private static BatchAppended batch(String topic, String producer, long sequence) {
    return new BatchAppended(
        topic,
        0,
        producer,
        0,
        sequence,
        new ObjectRange("bucket", topic, 100 * sequence, 100),
        7,
        LogClient.WRITTEN);
  }

  private static ValidatableResponse send(BatchAppended batch) {
    return post("/api/v1/batches?wait=offsets", "application/json", Json.write(batch));
  }

  private static BatchOutcome committed(BatchAppended batch) {
    return Json.read(send(batch).statusCode(200).extract().asString(), BatchOutcome.class);
  }

  private static BatchOutcome placed(long baseOffset) {
    return new BatchOutcome(Outcome.PLACED, baseOffset, null, null);
  }

  private static BatchOutcome duplicate(long baseOffset) {
    return new BatchOutcome(Outcome.DUPLICATE, baseOffset, null, null);
  }

  @Test
  void areAnsweredThoseThatTheLogHasHoweverOftenTheyAreSent() throws SQLException {
    create("offsets.batch");

    // when batches of two producers are sent, some of them twice, and one by the other ingress path
    assertThat(committed(batch("offsets.batch", "p", 0))).isEqualTo(placed(0));
    assertThat(committed(batch("offsets.batch", "q", 0))).isEqualTo(placed(7));
    assertThat(committed(batch("offsets.batch", "p", 0))).isEqualTo(duplicate(0));
    assertThat(committed(batch("offsets.batch", "p", 1))).isEqualTo(placed(14));
    post("/api/v1/batches", "application/json", Json.write(batch("offsets.batch", "q", 0)))
        .statusCode(202)
        .body(equalTo(""));

    // then each is there once
    kept();
    assertThat(batches("offsets.batch", 0).batches())
        .extracting(BatchCommitted::baseOffset)
        .containsExactly(0L, 7L, 14L);
    assertThat(audit("offsets.batch").clean()).isTrue();
    assertThat(number("SELECT batch_refs FROM file WHERE object_key = 'offsets.batch'"))
        .isEqualTo(3);
  }

  @Test
  void areNoneWhereItsProducersOrderForbidsIt() throws SQLException {
    create("offsets.refused");
    committed(batch("offsets.refused", "p", 0));

    assertThat(committed(batch("offsets.refused", "p", 2)))
        .isEqualTo(
            new BatchOutcome(
                Outcome.OUT_OF_SEQUENCE, null, 1L, "sequence 2 came where 1 was expected"));
  }

  @Test
  void areNoneWithoutAPartition() {
    String before = kept();

    send(batch("offsets.nowhere", "p", 0))
        .statusCode(404)
        .body("code", equalTo("unknown-partition"))
        .body("detail", equalTo("the log has no partition offsets.nowhere/0"));

    assertThat(kept()).isEqualTo(before);
  }

  @Test
  void whatElseIsWaitedForIsRefused() {
    post("/api/v1/batches?wait=all", "application/json", "{}")
        .statusCode(400)
        .body("code", equalTo("invalid-request"));
  }

  @Test
  void areToldByTheSameBatchAgainWhereTheDatabaseWentAway() throws SQLException {
    create("offsets.away");
    AtomicInteger refused = new AtomicInteger();
    int sent = 0;
    // Which request meets an ended session is chance: whoever else works may have met it before.
    for (; sent < 20 || refused.get() == 0 && sent < LogClient.MANY; sent++) {
      // given every session of the service is ended
      number(
          """
          SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
          WHERE usename = 'plimsoll_materializer'
          """);

      // when a batch is sent until it is answered
      BatchAppended batch = batch("offsets.away", "p", sent);
      AtomicReference<BatchOutcome> answer = new AtomicReference<>();
      await()
          .atMost(LONG_ENOUGH)
          .until(
              () -> {
                ValidatableResponse response = send(batch);
                if (response.extract().statusCode() != 200) {
                  response.statusCode(503).header("Retry-After", equalTo("1"));
                  refused.incrementAndGet();
                  return false;
                }
                answer.set(Json.read(response.extract().asString(), BatchOutcome.class));
                return true;
              });

      // then it has its place
      assertThat(answer.get()).isIn(placed(7L * sent), duplicate(7L * sent));
    }
    assertThat(refused.get()).isPositive();
    assertThat(audit("offsets.away").batches()).isEqualTo(sent);
    assertThat(audit("offsets.away").clean()).isTrue();
  }
}

package dev.plimsoll.materializer.append;

import static dev.plimsoll.materializer.append.LogClient.LONG_ENOUGH;
import static dev.plimsoll.materializer.append.LogClient.api;
import static dev.plimsoll.materializer.append.LogClient.awaitBatches;
import static dev.plimsoll.materializer.append.LogClient.number;
import static dev.plimsoll.materializer.append.LogClient.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.log.FileBatch;
import dev.plimsoll.contracts.log.LogFlow;
import dev.plimsoll.contracts.log.LogFlow.ShardWait;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.offsetlog.assignment.Shards;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.testkit.Stack;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Somebody has a partition's row: what its shard waits for is told, and other shards do not wait.
@QuarkusTest
class LockedShardIT {
  private static final String TOPIC = "locked.shard";
  private static final String JSON = "application/json";

  @Inject Partitions partitions;

  private static String file(int partition, String producer, long sequence) {
    return Json.write(
        new FileAppended(
            "bucket",
            "%s/%s/%d".formatted(TOPIC, producer, sequence),
            List.of(
                new FileBatch(
                    TOPIC, partition, producer, 0, sequence, 0, 100, 10, LogClient.WRITTEN))));
  }

  private static Optional<ShardWait> shard(long shard) {
    return Json.read(api().get("/api/v1/flow").asString(), LogFlow.class).shards().stream()
        .filter(one -> one.shard() == shard)
        .findFirst();
  }

  @Test
  void tellsForWhomItWaitsAndHoldsUpNoOther() throws Exception {
    assertThat(number("SELECT count(*) FROM shard")).isEqualTo(Shards.COUNT);
    partitions.enter(List.of(new PartitionName(TOPIC, 0), new PartitionName(TOPIC, 1)));
    long partId =
        number(
            "SELECT part_id FROM log_partition WHERE partition_number = 0 AND topic = '%s'"
                .formatted(TOPIC));
    long shard = number("SELECT shard FROM log_partition WHERE part_id = " + partId);
    try (Connection person = Stack.get().connect("plimsoll");
        Statement statement = person.createStatement()) {
      // given somebody who has a partition, where a batch waits
      statement.execute("SET application_name = 'a person'");
      person.setAutoCommit(false);
      statement.execute(
          "SELECT FROM materializer.partition_state WHERE part_id = %d FOR UPDATE"
              .formatted(partId));
      post("/api/v1/files", JSON, file(0, "p", 0)).statusCode(202);

      // then it is told who that is, and what ends it
      await()
          .atMost(LONG_ENOUGH)
          .until(
              () ->
                  shard(shard)
                      .map(ShardWait::waitsFor)
                      .filter(holder -> holder.contains("a person"))
                      .isPresent());
      ShardWait waiting = shard(shard).orElseThrow();
      assertThat(waiting.next()).contains("topic=" + TOPIC, "producer=p");
      assertThat(waiting.waitingBatches()).isEqualTo(1);
      assertThat(waiting.fix()).contains("pg_terminate_backend");
      assertThat(api().get("/q/metrics").asString())
          .contains("plimsoll_materializer_shard_oldest_seconds{shard=\"%d\"".formatted(shard));

      // and appends to the other shard have their offsets meanwhile, by either ingress path
      for (int sequence = 0; sequence < 5; sequence++) {
        post("/api/v1/files?wait=offsets", JSON, file(1, "q", sequence))
            .statusCode(200)
            .body("batches[0].outcome", equalTo("placed"));
      }
      post("/api/v1/files", JSON, file(1, "q", 5)).statusCode(202);
      awaitBatches(TOPIC, 6);
      person.rollback();
    }
    awaitBatches(TOPIC, 7);
    await().atMost(LONG_ENOUGH).until(() -> shard(shard).isEmpty());
  }
}

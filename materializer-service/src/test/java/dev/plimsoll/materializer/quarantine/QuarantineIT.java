package dev.plimsoll.materializer.quarantine;

import static dev.plimsoll.materializer.append.LogClient.LONG_ENOUGH;
import static dev.plimsoll.materializer.append.LogClient.awaitBatches;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.materializer.append.LogClient;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.testkit.Batches;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What cannot be placed, as a person sees it and decides.
@QuarkusTest
class QuarantineIT {
  private static final String TOPIC = "quarantine.api";

  @Inject Partitions partitions;

  private static RequestSpecification api() {
    return given().header("Authorization", "Bearer " + StackResource.TOKEN);
  }

  private static void change(String sql) throws SQLException {
    try (Connection connection = Stack.get().connect("plimsoll");
        Statement statement = connection.createStatement()) {
      statement.execute("SET search_path = materializer");
      statement.execute(sql);
    }
  }

  private static void append(int partition) {
    api()
        .contentType("application/json")
        .body(Json.write(Batches.batch(TOPIC, partition, "p", 0, 0)))
        .post("/api/v1/batches")
        .then()
        .statusCode(202);
  }

  @Test
  void isListedTriedAgainAndDropped() throws SQLException {
    // given a segment in the way of what a partition gets next
    partitions.enter(List.of(new PartitionName(TOPIC, 0), new PartitionName(TOPIC, 1)));
    change(
        """
        INSERT INTO segment (part_id, last_offset, base_offset, batch_count, packed, byte_count,
          youngest_micros)
        SELECT part_id, n, 0, 1, '\\x01'::bytea, 0, 0 FROM log_partition, generate_series(0, 1999) n
        WHERE topic = '%s' AND partition_number = 0
        """
            .formatted(TOPIC));

    // when batches come there and elsewhere
    append(0);
    append(1);

    // then the others have offsets, and what cannot have any is seen
    await()
        .atMost(LONG_ENOUGH)
        .until(
            () ->
                LogClient.number(
                        """
                        SELECT s.batches FROM partition_state s JOIN log_partition p USING (part_id)
                        WHERE p.topic = '%s' AND p.partition_number = 1
                        """
                            .formatted(TOPIC))
                    == 1);
    await()
        .atMost(LONG_ENOUGH)
        .until(() -> LogClient.number("SELECT count(*) FROM quarantine") == 1);
    int id =
        api()
            .get("/api/v1/quarantine")
            .then()
            .statusCode(200)
            .body("[0].first.topic", equalTo(TOPIC))
            .body("[0].first.producerId", equalTo("p"))
            .body("[0].batches", equalTo(1))
            .body("[0].code", equalTo("malformed-message"))
            .extract()
            .path("[0].id");

    // and when the cause is gone and it is tried again, it has them
    change(
        "DELETE FROM segment WHERE part_id = (SELECT part_id FROM log_partition WHERE topic = '"
            + TOPIC
            + "' AND partition_number = 0)");
    api().post("/api/v1/quarantine/" + id + "/retry").then().statusCode(204);
    awaitBatches(TOPIC, 2);
    api()
        .delete("/api/v1/quarantine/" + id)
        .then()
        .statusCode(404)
        .body("code", equalTo("not-found"));
    assertThat(LogClient.audit(TOPIC).clean()).isTrue();
  }
}

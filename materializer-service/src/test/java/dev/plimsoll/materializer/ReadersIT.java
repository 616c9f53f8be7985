package dev.plimsoll.materializer;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.plimsoll.contracts.log.LogFetch;
import dev.plimsoll.contracts.log.LogOffset;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.materializer.assignment.WorkSignal;
import dev.plimsoll.offsetlog.append.BatchAppend;
import dev.plimsoll.testkit.Batches;
import dev.plimsoll.testkit.StackResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Topics, reading and positions as they are over HTTP.
@QuarkusTest
class ReadersIT {
  private static final Duration LONG_ENOUGH = Duration.ofMinutes(2);
  private static final int WAITING = 300;

  @Inject BatchAppend ingestion;
  @Inject WorkSignal signal;

  @TestHTTPResource("/api/v1/topics/")
  URI topics;

  private static RequestSpecification api() {
    return given()
        .header("Authorization", "Bearer " + StackResource.TOKEN)
        .contentType("application/json");
  }

  private static Response create(String topic, int partitions) {
    return api()
        .body("{\"name\": \"%s\", \"partitions\": %d}".formatted(topic, partitions))
        .post("/api/v1/topics");
  }

  private void append(String topic, int partition, long sequence) throws SQLException {
    ingestion.append(List.of(Batches.batch(topic, partition, "p", 0, sequence)));
    signal.wake();
  }

  private static LogFetch fetch(String topic, String query) {
    return Json.read(
        api()
            .get("/api/v1/topics/" + topic + "/partitions/0/fetch?" + query)
            .then()
            .statusCode(200)
            .extract()
            .asString(),
        LogFetch.class);
  }

  @Test
  void aTopicIsMadeChangedAndDeleted() throws SQLException {
    create("rd.life", 2).then().statusCode(201).body("partitions", equalTo(2));
    create("rd.life", 2).then().statusCode(200).body("topic", equalTo("rd.life"));
    create("rd.life", 3).then().statusCode(409).body("code", equalTo("conflict"));
    api()
        .body("{\"partitions\": 3, \"ownsObjects\": true, \"retentionMs\": 1000}")
        .patch("/api/v1/topics/rd.life")
        .then()
        .statusCode(200)
        .body("partitions", equalTo(3))
        .body("ownsObjects", equalTo(true))
        .body("retentionMs", equalTo(1000));
    append("rd.life", 0, 0);
    await().atMost(LONG_ENOUGH).until(() -> !fetch("rd.life", "offset=0").batches().isEmpty());

    api().delete("/api/v1/topics/rd.life").then().statusCode(204);

    for (String gone : List.of("", "/partitions", "/partitions/0/fetch", "/partitions/0/offsets")) {
      api()
          .get("/api/v1/topics/rd.life" + gone)
          .then()
          .statusCode(404)
          .body("code", equalTo("not-found"));
    }
    create("rd.life", 1).then().statusCode(201);
    append("rd.life", 0, 0);
    await().atMost(LONG_ENOUGH).until(() -> !fetch("rd.life", "offset=0").batches().isEmpty());
    assertThat(fetch("rd.life", "offset=0").batches().getFirst().baseOffset()).isZero();
  }

  @Test
  void saysWhereToBegin() throws SQLException {
    create("rd.where", 1);
    for (int sequence = 0; sequence < 3; sequence++) {
      append("rd.where", 0, sequence);
    }
    await().atMost(LONG_ENOUGH).until(() -> fetch("rd.where", "offset=0").batches().size() == 3);
    LogFetch all = fetch("rd.where", "offset=0");

    assertThat(at("earliest"))
        .isEqualTo(new LogOffset("rd.where", 0, "earliest", 0, 0, all.highWatermark()));
    assertThat(at("latest").offset()).isEqualTo(all.highWatermark());
    String second = all.batches().get(1).maxTimestamp().toString();
    assertThat(at(second).offset()).isEqualTo(all.batches().get(1).baseOffset());
    assertThat(at("2030-01-01T00:00:00Z").offset()).isEqualTo(all.highWatermark());
  }

  private static LogOffset at(String at) {
    return Json.read(
        api()
            .queryParam("at", at)
            .get("/api/v1/topics/rd.where/partitions/0/offsets")
            .then()
            .statusCode(200)
            .extract()
            .asString(),
        LogOffset.class);
  }

  @Test
  void manyWhoWaitHoldNobodyUpAndAreWokenByWhatComes() throws Exception {
    // given more readers at the end of the log than there are connections or worker threads
    create("rd.wait", 1);
    try (HttpClient http = HttpClient.newHttpClient()) {
      List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
      for (int i = 0; i < WAITING; i++) {
        waiting.add(
            http.sendAsync(
                HttpRequest.newBuilder(
                        topics.resolve("rd.wait/partitions/0/fetch?waitMillis=30000"))
                    .header("Authorization", "Bearer " + StackResource.TOKEN)
                    .build(),
                BodyHandlers.ofString()));
      }

      // then others are served meanwhile, and each of them gets what comes
      api().get("/api/v1/topics/rd.wait").then().statusCode(200);
      assertThat(waiting).noneMatch(CompletableFuture::isDone);
      append("rd.wait", 0, 0);
      CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new))
          .orTimeout(20, TimeUnit.SECONDS)
          .join();
      assertThat(waiting)
          .extracting(one -> Json.read(one.join().body(), LogFetch.class).batches().size())
          .containsOnly(1);
    }
  }

  @Test
  void whoWaitsLearnsThatTheTopicIsDeletedAndWhenTheTimeIsOver() throws Exception {
    create("rd.end", 1);
    assertThat(fetch("rd.end", "waitMillis=20").batches()).isEmpty();

    try (HttpClient http = HttpClient.newHttpClient()) {
      CompletableFuture<HttpResponse<String>> waiting =
          http.sendAsync(
              HttpRequest.newBuilder(topics.resolve("rd.end/partitions/0/fetch?waitMillis=30000"))
                  .header("Authorization", "Bearer " + StackResource.TOKEN)
                  .build(),
              BodyHandlers.ofString());
      api().delete("/api/v1/topics/rd.end").then().statusCode(204);

      assertThat(waiting.orTimeout(20, TimeUnit.SECONDS).join().statusCode()).isEqualTo(404);
    }
  }

  @Test
  void offsetsBeyondTheEndsAre416() {
    create("rd.beyond", 1);

    api()
        .get("/api/v1/topics/rd.beyond/partitions/0/fetch?offset=1")
        .then()
        .statusCode(416)
        .body("code", equalTo("offset-out-of-range"))
        .body("detail", containsString("from 0 to its high watermark 0, not 1"));
  }

  @Test
  void positionsAreKeptAndTheirLagIsShown() throws SQLException {
    create("rd.positions", 2);
    append("rd.positions", 0, 0);
    await().atMost(LONG_ENOUGH).until(() -> !fetch("rd.positions", "offset=0").batches().isEmpty());
    int end = (int) fetch("rd.positions", "offset=0").highWatermark();
    String path = "/api/v1/consumers/rd-reader/positions";

    put(path, "rd.positions", 0, 1, "").then().statusCode(204);
    put(path, "rd.positions", 1, 0, ", \"expectedOffset\": -1").then().statusCode(204);

    api()
        .get(path)
        .then()
        .statusCode(200)
        .body("nextOffset", equalTo(List.of(1, 0)))
        .body("lag", equalTo(List.of(end - 1, 0)));
    put(path, "rd.positions", 0, 2, ", \"expectedOffset\": 0")
        .then()
        .statusCode(409)
        .body("code", equalTo("conflict"));
    put(path, "rd.positions", 0, end + 1, "").then().statusCode(416);
    put(path, "rd.positions", 2, 0, "")
        .then()
        .statusCode(404)
        .body("code", equalTo("unknown-partition"));
    api()
        .get("/api/v1/consumers?after=rd-reade&limit=1")
        .then()
        .statusCode(200)
        .body("[0].consumer", equalTo("rd-reader"))
        .body("[0].lag", equalTo(end - 1));
    await()
        .atMost(LONG_ENOUGH)
        .until(
            () ->
                given()
                    .get("/q/metrics")
                    .asString()
                    .contains(
                        "plimsoll_materializer_consumer_lag_records{consumer=\"rd-reader\"}"));
    api().delete("/api/v1/consumers/rd-reader").then().statusCode(204);
    api().get(path).then().statusCode(404);
  }

  private static Response put(String path, String topic, int partition, int next, String more) {
    return api()
        .body(
            "{\"positions\": [{\"topic\": \"%s\", \"partition\": %d, \"nextOffset\": %d%s}]}"
                .formatted(topic, partition, next, more))
        .put(path);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "POST  | topics                                     | ``",
        "POST  | topics                                     | null",
        "POST  | topics                                     | []",
        "POST  | topics                                     | {\"name\":",
        "POST  | topics                                     | {}",
        "POST  | topics                                     | {\"name\": \"rd.bad\"}",
        "POST  | topics                                     | {\"name\": 7, \"partitions\": []}",
        "POST  | topics                                     | {\"name\": \"rd.bad\", \"partitions\": -1}",
        "POST  | topics                                     | {\"name\": \"rd.bad\", \"partitions\": 1e12}",
        "POST  | topics                                     | {\"name\": \"rd.bad\", \"partitions\": \"x\"}",
        "POST  | topics                                     | {\"name\": \"\", \"partitions\": 1}",
        "POST  | topics                                     | {\"name\": \"rd.bad\", \"partitions\": 1, \"retentionMs\": 0}",
        "PATCH | topics/rd.good                             | null",
        "PATCH | topics/rd.good                             | {\"partitions\": 0}",
        "PATCH | topics/rd.good                             | {\"ownsObjects\": \"perhaps\"}",
        "GET   | topics/rd.good/partitions/0/fetch?offset=-1      | ``",
        "GET   | topics/rd.good/partitions/0/fetch?maxRecords=0   | ``",
        "GET   | topics/rd.good/partitions/0/fetch?maxBytes=0     | ``",
        "GET   | topics/rd.good/partitions/0/fetch?waitMillis=30001 | ``",
        "GET   | topics/rd.good/partitions/-1/fetch         | ``",
        "GET   | topics/rd.good/partitions/0/offsets?at=yesterday | ``",
        "GET   | topics/rd.good/partitions/0/offsets?at=1969-12-31T00:00:00Z | ``",
        "GET   | topics/rd.good/partitions/-1/offsets       | ``",
        "PUT   | consumers/c/positions                      | null",
        "PUT   | consumers/c/positions                      | {}",
        "PUT   | consumers/c/positions                      | {\"positions\": [null]}",
        "PUT   | consumers/c/positions                      | {\"positions\": [{\"topic\": \"rd.good\", \"partition\": -1}]}",
        "PUT   | consumers/c/positions                      | {\"positions\": [{\"partition\": 0}]}",
        "PUT   | consumers/c/positions                      | {\"positions\": [{\"topic\": \"rd.good\", \"nextOffset\": -1}]}",
        "PUT   | consumers/c/positions                      | {\"positions\": [{\"topic\": \"rd.good\", \"expectedOffset\": -2}]}",
        "PUT   | consumers/a%20b/positions                  | {\"positions\": []}",
      })
  void whatMakesNoSenseIsRefusedAndChangesNothing(String method, String path, String body) {
    create("rd.good", 1);
    RequestSpecification request = api().urlEncodingEnabled(false);

    (body.isEmpty() ? request : request.body(body))
        .request(method, "/api/v1/" + path)
        .then()
        .statusCode(400)
        .body("code", equalTo("invalid-request"));

    api().get("/api/v1/topics/rd.bad").then().statusCode(404);
    assertThat(
            Json.read(api().get("/api/v1/topics/rd.good").asString(), Map.class).get("partitions"))
        .isEqualTo(1);
    api().get("/api/v1/consumers/c/positions").then().statusCode(404);
  }

  @Test
  void whatIsNotThereIsNotFound() {
    for (String path :
        List.of(
            "topics/rd.none",
            "topics/rd.none/partitions/0/fetch",
            "topics/rd.none/partitions/0/offsets?at=latest",
            "topics/rd.none/partitions/0/offsets?at=2026-01-01T00:00:00Z",
            "consumers/rd-none/positions")) {
      api().get("/api/v1/" + path).then().statusCode(404).body("code", equalTo("not-found"));
    }
    api().delete("/api/v1/topics/rd.none").then().statusCode(404);
    api().body("{}").patch("/api/v1/topics/rd.none").then().statusCode(404);
    api().delete("/api/v1/consumers/rd-none").then().statusCode(404);
    given().get("/api/v1/consumers").then().statusCode(401);
  }
}

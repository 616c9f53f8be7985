package dev.plimsoll.materializer.append;

import static dev.plimsoll.materializer.append.LogClient.LONG_ENOUGH;
import static dev.plimsoll.materializer.append.LogClient.file;
import static dev.plimsoll.materializer.append.LogClient.kept;
import static dev.plimsoll.materializer.append.LogClient.number;
import static dev.plimsoll.materializer.append.LogClient.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.testkit.StackResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What nobody could give an offset: a code and a reason, and not a row anywhere.
@QuarkusTest
class BadInputIT {
  private static final String TOPIC = "bad.input";
  private static final String JSON = "application/json";
  private static final String FILES = "/api/v1/files";

  private static final String GOOD = BadFiles.GOOD;

  /// Half of the time for which a body that does not come is waited for.
  private static final Duration AT_ONCE = Duration.ofSeconds(30);

  @Inject Partitions partitions;
  private String before;

  @BeforeEach
  void look() throws SQLException {
    partitions.enter(List.of(new PartitionName(TOPIC, 0)));
    // What other tests had refused is told in the background.
    await().atMost(LONG_ENOUGH).until(() -> number("SELECT count(*) FROM refusal") == 0);
    before = kept();
  }

  static List<BadFiles.Bad> badFiles() {
    return BadFiles.all();
  }

  @ParameterizedTest
  @MethodSource("badFiles")
  void aFileIsRefusedByTheBatchAndFieldThatAreWrong(BadFiles.Bad bad) {
    // when it is sent, then the answer names what is wrong
    post(FILES, JSON, bad.json())
        .statusCode(400)
        .contentType("application/problem+json")
        .body("code", equalTo("invalid-request"))
        .body("detail", containsString(bad.reason()));

    // and nothing of it is there
    assertThat(kept()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "rubbish",
        "null",
        "7",
        "[]",
        "{}",
        "{\"bucket\":\"b\",\"key\":\"k\",\"batches\":[]}",
        "{\"bucket\":\"b\",\"key\":\"k\",\"batches\":{}}",
        "{\"bucket\":\"b\",\"key\":\"k\",\"batches\":null}",
        "{\"bucket\":\"b\",\"key\":\"k\",\"batches\":["
      })
  void whatIsNoFileIsRefused(String body) {
    post(FILES, JSON, body).statusCode(400).body("code", equalTo("invalid-request"));
    post("/api/v1/batches", JSON, body).statusCode(400).body("code", equalTo("invalid-request"));

    assertThat(kept()).isEqualTo(before);
  }

  @Test
  void whatFollowsAFileIsRefused() {
    post(FILES, JSON, GOOD + GOOD).statusCode(400).body("code", equalTo("invalid-request"));
    assertThat(kept()).isEqualTo(before);
  }

  @Test
  void whatIsNotUtf8IsRefused() {
    byte[] latin = GOOD.replace("bad/key", "b\u00e4d/key").getBytes(StandardCharsets.ISO_8859_1);

    post(FILES, JSON, latin)
        .statusCode(400)
        .body("code", equalTo("invalid-request"))
        .body("detail", equalTo("it is not UTF-8"));
    post(FILES, JSON, GOOD.getBytes(StandardCharsets.UTF_16LE)).statusCode(400);
    assertThat(kept()).isEqualTo(before);
  }

  @Test
  void anotherContentTypeIsRefused() {
    post(FILES, "text/plain", GOOD)
        .statusCode(415)
        .contentType("application/problem+json")
        .body("code", equalTo("unsupported-media-type"));
    assertThat(kept()).isEqualTo(before);
  }

  @Test
  void namesThatAreTooLongAreRefused() {
    post(FILES, JSON, GOOD.replace("bad.producer", "p".repeat(256)))
        .statusCode(400)
        .body("detail", equalTo("batches[0].producerId must have 1 to 255 characters"));
    post(FILES, JSON, GOOD.replace("bad/key", "k".repeat(1_025)))
        .statusCode(400)
        .body("detail", equalTo("key must have 1 to 1024 characters"));
    assertThat(kept()).isEqualTo(before);
  }

  @Test
  void tooManyBatchesAreRefused() {
    post(FILES, JSON, Json.write(file(TOPIC, 1, "p", "many", 0, 10_001)))
        .statusCode(400)
        .body("detail", equalTo("batches must be at most 10000, and there are 10001"));
    assertThat(kept()).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void tenMegabytesAreRefusedWhetherOrNotTheirLengthIsGiven(HttpClient.Version version)
      throws Exception {
    byte[] large =
        ("{\"later\":\"" + "x".repeat(10_000_000) + "\"}").getBytes(StandardCharsets.UTF_8);
    for (HttpRequest.BodyPublisher body :
        List.of(
            HttpRequest.BodyPublishers.ofByteArray(large),
            HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)))) {
      HttpResponse<String> answer = send(version, JSON, body);

      assertThat(answer.statusCode()).isEqualTo(413);
      assertThat(answer.body()).contains("request-too-large", "8388608 bytes");
    }
    assertThat(kept()).isEqualTo(before);
  }

  private static HttpResponse<String> send(
      HttpClient.Version version, String type, HttpRequest.BodyPublisher body) throws Exception {
    int port = ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
    try (HttpClient client = HttpClient.newBuilder().version(version).build()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://localhost:" + port + FILES))
              .header("Authorization", "Bearer " + StackResource.TOKEN)
              .header("Content-Type", type)
              .POST(body)
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {";;;", "json", "/", "application/"})
  void whatIsNoContentTypeIsRefused(String type) throws Exception {
    HttpResponse<String> answer =
        send(HttpClient.Version.HTTP_1_1, type, HttpRequest.BodyPublishers.ofString(GOOD));

    assertThat(answer.statusCode()).isEqualTo(415);
    assertThat(answer.body()).contains("unsupported-media-type");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/batches?offset=abc",
        "/batches?offset=99999999999999999999",
        "/fetch?offset=1.5",
        "/fetch?maxRecords=many"
      })
  void aParameterThatIsNoNumberIsAnInvalidRequest(String path) {
    LogClient.api()
        .get("/api/v1/topics/" + TOPIC + "/partitions/0" + path)
        .then()
        .statusCode(400)
        .body("code", equalTo("invalid-request"));
  }

  @Test
  void anOffsetBeyondTheEndIsRefusedHoweverItIsAskedFor() {
    for (String way : List.of("batches", "fetch")) {
      LogClient.api()
          .get("/api/v1/topics/%s/partitions/0/%s?offset=1000000".formatted(TOPIC, way))
          .then()
          .statusCode(416)
          .body("code", equalTo("offset-out-of-range"));
    }
  }

  @Test
  void aNulInAPathIsAnInvalidRequest() {
    LogClient.api()
        .urlEncodingEnabled(false)
        .get("/api/v1/topics/a%00b")
        .then()
        .statusCode(400)
        .body("code", equalTo("invalid-request"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\":\".\",\"partitions\":1}",
        "{\"name\":\"..\",\"partitions\":1}",
        "{\"name\":\"bad.topic\",\"partitions\":1.5}",
        "{\"name\":\"bad.topic\",\"partitions\":100001}",
        "{\"name\":\"bad.topic\"}",
        "{\"name\":\"bad.topic\",\"partitions\":1,\"retentionMs\":9223372036854775807}"
      })
  void topicsThatCannotBeAreNotMade(String topic) {
    post("/api/v1/topics", JSON, topic).statusCode(400).body("code", equalTo("invalid-request"));
    LogClient.api().get("/api/v1/topics/bad.topic").then().statusCode(404);
  }

  @Test
  void aPositionWithoutItsOffsetIsRefused() {
    LogClient.api()
        .contentType(JSON)
        .body("{\"positions\":[{\"topic\":\"%s\",\"partition\":0}]}".formatted(TOPIC))
        .put("/api/v1/consumers/bad.consumer/positions")
        .then()
        .statusCode(400)
        .body("code", equalTo("invalid-request"));
  }

  @Test
  void partitionsComeInPages() throws SQLException {
    partitions.enter(List.of(new PartitionName(TOPIC, 1), new PartitionName(TOPIC, 2)));

    LogClient.api()
        .get("/api/v1/topics/" + TOPIC + "/partitions?after=0&limit=1")
        .then()
        .statusCode(200)
        .body("partition", equalTo(List.of(1)));
  }

  @Test
  void bodiesThatAreSentByHalfKeepNobodyOut() throws Exception {
    // given more half bodies, and half lines, than appends are taken at once
    int port = ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
    List<Socket> halves = new ArrayList<>();
    try {
      for (int i = 0; i < 80; i++) {
        Socket half = new Socket("localhost", port);
        halves.add(half);
        String type = i % 4 == 0 ? "application/x-ndjson" : JSON;
        half.getOutputStream()
            .write(
                ("POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n"
                        + "Content-Type: %s\r\nContent-Length: 1000\r\n\r\n{\"bucket\":")
                    .formatted(FILES, StackResource.TOKEN, type)
                    .getBytes(StandardCharsets.UTF_8));
        half.getOutputStream().flush();
      }

      // when others append, then they are taken at once
      for (int i = 0; i < 20; i++) {
        long began = System.nanoTime();
        post(FILES, JSON, Json.write(file(TOPIC, 1, "whole" + i, "whole/" + i, 0, 1)))
            .statusCode(202);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(AT_ONCE);
      }
    } finally {
      for (Socket half : halves) {
        half.close();
      }
    }
  }

  @Test
  void aPropertyThatIsNotKnownIsPassedOver() {
    post(
            FILES,
            JSON,
            GOOD.replaceFirst("\\{", "{\"later\":{\"x\":[1]},").replace("bad/key", "later"))
        .statusCode(202);
  }
}

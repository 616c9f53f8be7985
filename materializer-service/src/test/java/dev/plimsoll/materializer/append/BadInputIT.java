package dev.plimsoll.materializer.append;

import static dev.plimsoll.materializer.append.LogClient.file;
import static dev.plimsoll.materializer.append.LogClient.kept;
import static dev.plimsoll.materializer.append.LogClient.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.testkit.StackResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
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
@QuarkusTestResource(
    value = StackResource.class,
    initArgs = @ResourceArg(name = "service", value = "materializer"))
class BadInputIT {
  private static final String TOPIC = "bad.input";
  private static final String JSON = "application/json";
  private static final String FILES = "/api/v1/files";

  private static final String GOOD = BadFiles.GOOD;

  @Inject Partitions partitions;
  private String before;

  @BeforeEach
  void look() throws SQLException {
    partitions.enter(List.of(new PartitionName(TOPIC, 0)));
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

  @Test
  void aPropertyThatIsNotKnownIsPassedOver() {
    post(
            FILES,
            JSON,
            GOOD.replaceFirst("\\{", "{\"later\":{\"x\":[1]},").replace("bad/key", "later"))
        .statusCode(202);
  }
}

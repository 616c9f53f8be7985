package dev.plimsoll.materializer.append;

import static dev.plimsoll.materializer.append.LogClient.LONG_ENOUGH;
import static dev.plimsoll.materializer.append.LogClient.file;
import static dev.plimsoll.materializer.append.LogClient.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.testkit.StackResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Bodies of every form and size, as they come.
@QuarkusTest
class ArrivingBodiesIT {
  private static final String TOPIC = "arriving.bodies";
  private static final String FILES = "/api/v1/files";
  private static final String JSON = "application/json";
  private static final String CBOR = "application/cbor";
  private static final CBORMapper CBOR_FORM = CBORMapper.builder().build();
  private static final int OK = 200;

  @Inject ArrivingBodies bodies;
  @Inject AppendConfig config;
  @Inject Partitions partitions;

  @BeforeEach
  void partition() throws SQLException {
    partitions.enter(List.of(new PartitionName(TOPIC, 0)));
  }

  private void awaitNothingHeld() {
    await().atMost(LONG_ENOUGH).until(() -> bodies.held() == 0);
  }

  @Test
  void aBodyOfManyPartsIsHeldUntilItsAnswer() {
    // given a file of more bytes than come at once
    String json = Json.write(file(TOPIC, 1, "large", "arriving/large", 0, 5_000));

    // when, then
    post(FILES + "?wait=offsets", JSON, json)
        .statusCode(OK)
        .body("batches.size()", equalTo(5_000))
        .body("batches[4999].outcome", equalTo("placed"));
    awaitNothingHeld();
  }

  @Test
  void whatIsRefusedIsNotHeld() {
    int max = (int) config.maxRequestSize().asLongValue();

    post(FILES, JSON, " ".repeat(max + 1)).statusCode(413);
    post(FILES, JSON, "rubbish").statusCode(400);
    post(FILES, "text/plain", "rubbish").statusCode(415);
    awaitNothingHeld();
  }

  @Test
  void bodiesThatAreSentByHalfAreHeldInBoundsAndForgottenWithTheirConnections() throws Exception {
    // given bodies of almost the greatest size, none of which ends
    int port = ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
    int almost = (int) config.maxRequestSize().asLongValue() - 1;
    List<Socket> halves = new ArrayList<>();
    try {
      for (int i = 0; i < 8; i++) {
        halves.add(half(port, almost));
      }
      await().atMost(LONG_ENOUGH).until(() -> bodies.held() >= 8L * almost);

      // when more come, then they are told when to come again
      Response answer =
          LogClient.api()
              .contentType(JSON)
              .body(" ".repeat(100) + Json.write(file(TOPIC, 1, "later", "arriving/later", 0, 1)))
              .post(FILES);
      assertThat(answer.statusCode()).isEqualTo(429);
      assertThat(answer.header("Retry-After")).isNotBlank();
    } finally {
      for (Socket half : halves) {
        half.close();
      }
    }
    awaitNothingHeld();
    post(FILES, JSON, Json.write(file(TOPIC, 1, "later", "arriving/later", 0, 1))).statusCode(202);
  }

  private static Socket half(int port, int bytes) throws IOException {
    Socket half = new Socket("localhost", port);
    half.getOutputStream()
        .write(
            ("POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n"
                    + "Content-Type: %s\r\nContent-Length: %d\r\n\r\n")
                .formatted(FILES, StackResource.TOKEN, JSON, bytes + 1)
                .getBytes(StandardCharsets.UTF_8));
    half.getOutputStream().write(" ".repeat(bytes).getBytes(StandardCharsets.UTF_8));
    half.getOutputStream().flush();
    return half;
  }

  @Test
  void aFileOfCborIsTheSameFile() throws IOException {
    // given
    String json = Json.write(file(TOPIC, 1, "cbor", "arriving/cbor", 0, 3));
    byte[] cbor = CBOR_FORM.writeValueAsBytes(Json.MAPPER.readTree(json));

    // when
    Response answer =
        LogClient.api().contentType(CBOR).accept(CBOR).body(cbor).post(FILES + "?wait=offsets");

    // then its answer is in the form that was asked for
    assertThat(answer.statusCode()).isEqualTo(OK);
    assertThat(answer.contentType()).startsWith(CBOR);
    JsonNode told = CBOR_FORM.readTree(answer.asByteArray());
    assertThat(told.get("resent").asBoolean()).isFalse();
    assertThat(told.get("batches")).hasSize(3);
    assertThat(told.get("batches").get(2).get("outcome").asText()).isEqualTo("placed");

    // and the same in the other form is the same file
    post(FILES, JSON, json).statusCode(202).body("resent", equalTo(true));
    LogClient.api()
        .contentType(CBOR)
        .body(new byte[] {(byte) 0xff, 1, 2})
        .post(FILES)
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("code", equalTo("invalid-request"));
  }
}

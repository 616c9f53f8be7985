package dev.plimsoll.systemtests.sequencing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.plimsoll.contracts.log.BatchAppended;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Which answers it takes for which: one that was misread would let the oracle ask too little.
class SynchronousIngressTest {
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<BatchAppended> file =
      new Writer("t", 4, "p", 0, 1, new Random(1)).write().subList(0, 2);

  private HttpServer server;
  private SynchronousIngress ingress;
  private int status = 200;
  private String body = "";
  private int requests;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/api/v1/files", this::answer);
    server.start();
    URI nobody = URI.create("http://127.0.0.1:1");
    URI somebody = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    ingress = new SynchronousIngress(http, List.of(somebody, nobody), "token");
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests++;
    assertThat(exchange.getRequestURI().getQuery()).isEqualTo("wait=offsets");
    exchange.getRequestBody().readAllBytes();
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    http.shutdownNow();
  }

  private void says(int status, String body) {
    this.status = status;
    this.body = body;
  }

  @Test
  void takesOffsetsOfNewAndRepeatedBatches() throws InterruptedException {
    says(
        200,
        """
        {"batches":[{"outcome":"placed","baseOffset":0},{"outcome":"duplicate","baseOffset":7}]}
        """);

    assertThat(ingress.hand(file)).containsExactly(new Answer.Given(0), new Answer.Given(7));
  }

  @Test
  void takesARepeatedBatchWithoutAnOffsetForAcknowledged() throws InterruptedException {
    says(200, "{\"batches\":[{\"outcome\":\"duplicate\"},{\"outcome\":\"duplicate\"}]}");

    assertThat(ingress.hand(file)).containsOnly(new Answer.Acknowledged());
  }

  @Test
  void takesFailuresForNoAnswerAndAsksTheNext() throws InterruptedException {
    for (int failure : new int[] {429, 500, 503}) {
      says(failure, "{}");

      assertThat(ingress.hand(file)).containsExactly(new Answer.None(), new Answer.None());
      // The other one does not listen.
      assertThat(ingress.hand(file)).containsExactly(new Answer.None(), new Answer.None());
    }
    assertThat(requests).isEqualTo(3);
  }

  @Test
  void doesNotTakeARefusalForAnAnswer() {
    says(409, "{\"code\":\"file-conflict\"}");
    assertThatThrownBy(() -> ingress.hand(file)).hasMessageContaining("file-conflict");

    says(200, "{\"batches\":[{\"outcome\":\"placed\"},{\"outcome\":\"placed\"}]}");
    assertThatThrownBy(() -> ingress.hand(file)).hasMessageContaining("no offset");

    says(200, "{\"batches\":[{\"outcome\":\"fenced\"},{\"outcome\":\"placed\"}]}");
    assertThatThrownBy(() -> ingress.hand(file)).hasMessageContaining("fenced");

    says(200, "{\"batches\":[{\"outcome\":\"placed\",\"baseOffset\":0}]}");
    assertThatThrownBy(() -> ingress.hand(file)).hasMessageContaining("2 batches");
  }
}

package dev.plimsoll.benchmarks.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.plimsoll.benchmarks.ingress.HttpConnection.Answer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class HttpConnectionTest {
  private final Set<InetSocketAddress> clients = new HashSet<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  /// The request's body again: of a known length, or in chunks where it begins with `c`.
  private void answer(HttpExchange exchange) throws IOException {
    clients.add(exchange.getRemoteAddress());
    byte[] body = exchange.getRequestBody().readAllBytes();
    boolean chunked = body.length > 0 && body[0] == 'c';
    exchange.sendResponseHeaders(
        body.length == 0 ? 400 : 200, chunked ? 0 : body.length == 0 ? -1 : body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void oneConnectionTakesAnswersOfEveryKindOneAfterTheOther() throws IOException {
    // given
    String large = "c" + "0123456789".repeat(20_000);
    URI target = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/there");
    try (HttpConnection connection = new HttpConnection(target, "token", "application/json")) {
      // then
      assertThat(text(connection.exchange("known".getBytes(UTF_8)))).isEqualTo("200 known");
      assertThat(connection.post("passed over".getBytes(UTF_8))).isEqualTo(200);
      assertThat(text(connection.exchange(large.getBytes(UTF_8)))).isEqualTo("200 " + large);
      assertThat(connection.post(large.getBytes(UTF_8))).isEqualTo(200);
      assertThat(text(connection.exchange(new byte[0]))).isEqualTo("400 ");
    }
    assertThat(clients).hasSize(1);
  }

  private static String text(Answer answer) {
    return answer.status() + " " + new String(answer.body(), UTF_8);
  }
}

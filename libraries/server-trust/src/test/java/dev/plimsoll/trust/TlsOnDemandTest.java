package dev.plimsoll.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

final class TlsOnDemandTest {
  private static final int TLS_HANDSHAKE = 22;

  private final TlsOnDemand tls = new TlsOnDemand();

  @Test
  void withoutTlsNoneIsMade() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    try (HttpClient http = TlsOnDemand.newClient(tls).build()) {
      URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
      assertThat(http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.discarding()))
          .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(204));
      assertThat(http.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
    } finally {
      server.stop(0);
    }
    assertThat(tls.isMade()).isFalse();
  }

  @Test
  void anAddressOfHttpsIsSpokenToByTls() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        HttpClient http = TlsOnDemand.newClient(tls).build()) {
      CompletableFuture<Integer> first = new CompletableFuture<>();
      Thread.ofVirtual().start(() -> answerInPlainText(server, first));
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.getLocalPort() + "/"))
              .timeout(Duration.ofSeconds(60))
              .build();

      assertThatThrownBy(() -> http.send(request, BodyHandlers.discarding()))
          .isInstanceOf(SSLException.class);
      assertThat(first.get(60, TimeUnit.SECONDS)).isEqualTo(TLS_HANDSHAKE);
    }
    assertThat(tls.isMade()).isTrue();
  }

  /// Answers each connection, since a client that is quick to see the first one closed asks again,
  /// until the server is closed.
  private static void answerInPlainText(ServerSocket server, CompletableFuture<Integer> first) {
    while (!server.isClosed()) {
      try (Socket client = server.accept()) {
        first.complete(client.getInputStream().read());
        client
            .getOutputStream()
            .write("HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        first.completeExceptionally(e);
      }
    }
  }
}

package dev.plimsoll.planner.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.Problem;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// Stands in for the query-service as far as the console asks it: answers of a test's by method and
/// path, and a search that goes on until its client leaves.
public final class FakeQueryService implements QuarkusTestResourceLifecycleManager {
  /// Vector whose search does not end of itself.
  static final String ENDLESS = "[9,9]";

  record Answer(int status, String body) {}

  /// @param request method and path with query
  record Heard(String request, String authorization, String body) {}

  static final Map<String, Answer> ANSWERS = new ConcurrentHashMap<>();
  static final List<Heard> HEARD = new CopyOnWriteArrayList<>();
  static final AtomicReference<String> TOKEN = new AtomicReference<>("token-of-the-query-service");
  static volatile CountDownLatch left = new CountDownLatch(1);

  private HttpServer server;

  @Override
  public Map<String, String> start() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/api/v1/", FakeQueryService::answer);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.start();
      Path token = Files.createTempFile("query-token", "");
      Files.writeString(token, "token-of-the-query-service");
      token.toFile().deleteOnExit();
      return Map.of(
          "plimsoll.planner.services.query.url",
          "http://127.0.0.1:" + server.getAddress().getPort(),
          "plimsoll.planner.services.query.token-file",
          token.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String header = exchange.getRequestHeaders().getFirst("Authorization");
      HEARD.add(new Heard(request, String.valueOf(header), body));
      boolean reads = request.startsWith("GET ");
      // The real one wants a proof of who reads; what is sent must not be the token.
      boolean known =
          reads
              ? header != null && header.startsWith("Plimsoll ")
              : ("Bearer " + TOKEN.get()).equals(header);
      if (!known) {
        exchange
            .getResponseHeaders()
            .add("WWW-Authenticate", "Plimsoll nonce=\"" + "0".repeat(32) + "\"");
        send(exchange, 401, Json.write(Problem.of(ErrorCode.UNAUTHENTICATED, null)));
      } else if (body.contains(ENDLESS)) {
        untilItLeaves(exchange);
      } else {
        Answer answer = ANSWERS.get(request);
        if (answer == null) {
          send(exchange, 404, Json.write(Problem.of(ErrorCode.NOT_FOUND, request)));
        } else {
          send(exchange, answer.status(), answer.body());
        }
      }
    }
  }

  // Whoever writes learns that nobody reads.
  private static void untilItLeaves(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream answer = exchange.getResponseBody()) {
      while (!left.await(20, TimeUnit.MILLISECONDS)) {
        answer.write(' ');
        answer.flush();
      }
    } catch (IOException e) {
      left.countDown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, status == 204 ? -1 : bytes.length);
    if (status != 204) {
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void stop() {
    left.countDown();
    server.stop(0);
  }
}

package dev.plimsoll.planner.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.Problem;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// Stands in for the sync service as far as jobs ask it: extracts and loads by their key, with one
/// table each, whose state a test sets.
public final class FakeSyncService implements QuarkusTestResourceLifecycleManager {
  private static final String TOKEN = "token-of-the-fake";

  /// An extract or load, with what was asked of it.
  record Begun(UUID id, String path, String request, List<String> asked) {}

  static final Map<String, Begun> BY_KEY = new ConcurrentHashMap<>();
  static final Map<UUID, String> STATES = new ConcurrentHashMap<>();

  /// So many answers to new requests are lost.
  static final AtomicInteger LOSE = new AtomicInteger();

  private HttpServer server;

  @Override
  public Map<String, String> start() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/api/v1/", FakeSyncService::answer);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.start();
      Path token = Files.createTempFile("sync-token", "");
      Files.writeString(token, TOKEN);
      token.toFile().deleteOnExit();
      return Map.of(
          "plimsoll.planner.services.sync.url",
          "http://127.0.0.1:" + server.getAddress().getPort(),
          "plimsoll.planner.services.sync.token-file",
          token.toString(),
          "plimsoll.planner.queue.own-poll",
          "200ms");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      if (exchange.getRequestMethod().equals("GET")) {
        // The real one wants a proof; what is sent must not be the token.
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        if (header == null || header.contains(TOKEN)) {
          exchange
              .getResponseHeaders()
              .add("WWW-Authenticate", "Plimsoll nonce=\"" + "0".repeat(32) + "\"");
          send(exchange, 401, Json.write(Problem.of(ErrorCode.UNAUTHENTICATED, null)));
          return;
        }
        send(exchange, 200, view(begun(path)));
        return;
      }
      if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
        send(exchange, 401, Json.write(Problem.of(ErrorCode.UNAUTHENTICATED, null)));
        return;
      }
      String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
      if (key == null) {
        Begun known = begun(path);
        known.asked().add(path.substring(path.lastIndexOf('/') + 1));
        STATES.put(known.id(), path.endsWith("/cancel") ? "FAILED" : "RUNNING");
        send(exchange, 200, view(known));
        return;
      }
      Begun begun =
          BY_KEY.computeIfAbsent(
              key,
              _ -> {
                UUID id = UUID.randomUUID();
                STATES.put(id, "RUNNING");
                return new Begun(id, path, body, new ArrayList<>());
              });
      if (LOSE.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
        send(exchange, 202, view(begun));
      }
    }
  }

  private static Begun begun(String path) {
    return BY_KEY.values().stream()
        .filter(one -> path.contains(one.id().toString()))
        .findFirst()
        .orElseThrow();
  }

  private static String view(Begun begun) {
    String state = STATES.getOrDefault(begun.id(), "RUNNING");
    boolean failed = state.equals("FAILED");
    return """
    {"id": "%s", "source": "s", "target": "t", "state": "%s", "startedAt": "2026-01-01T00:00:00Z",
     "tables": [{"table": {"schema": "public", "name": "a b"}, "state": "%s", "logTopic": "l",
       "counters": {"expectedRows": 7, "rowsExtracted": 7, "rowsLoaded": 7, "bytes": 1,
                    "objects": 1, "queries": 1, "emptyQueries": 0, "rowsRead": 7},
       "timing": {} %s}]}
    """
        .formatted(
            begun.id(),
            state,
            failed ? "FAILED" : state.equals("DONE") ? "LOADED" : "LOADING",
            failed
                ? ", \"failure\": {\"code\": \"disk-full\", \"message\": \"full\", \"fix\": \"\"}"
                : "");
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void stop() {
    server.stop(0);
  }
}

package dev.plimsoll.cli.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// An HTTP server that answers as the services do: what it was told to, as JSON of the contracts'
/// records. A call that it was not told about is not found.
public final class FakeApi implements AutoCloseable {
  public static final String TOKEN = "token-of-the-fake";

  private static final Pattern LIMIT = Pattern.compile("[?&]limit=\\d+$");

  private record Answer(int status, String body) {}

  private final HttpServer server;
  private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private final List<String> keys = Collections.synchronizedList(new ArrayList<>());

  private FakeApi(HttpServer server) {
    this.server = server;
  }

  public static FakeApi start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      FakeApi api = new FakeApi(server);
      server.createContext("/api/v1", api::handle);
      server.start();
      return api;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// @param call method and path below `/api/v1`, with its query; without a limit it is any
  /// @param bodies one after the other; the last one again and again
  public FakeApi on(String call, Object... bodies) {
    Deque<Answer> queue = new ArrayDeque<>();
    for (Object body : bodies) {
      queue.add(
          body instanceof Problem problem
              ? new Answer(problem.status(), Json.write(problem))
              : new Answer(200, Json.write(body)));
    }
    answers.put(call, queue);
    return this;
  }

  public FakeApi refuse(String call, ErrorCode code, String detail) {
    return on(call, Problem.of(code, detail));
  }

  /// What was asked, each with its body.
  public List<String> asked() {
    return List.copyOf(asked);
  }

  /// The body of the one call like this.
  public <T> T sent(String call, Class<T> type) {
    List<String> such = asked().stream().filter(each -> each.startsWith(call + " ")).toList();
    if (such.size() != 1) {
      throw new AssertionError(such.size() + " calls " + call + " among " + asked());
    }
    return Json.read(such.getFirst().substring(call.length() + 1), type);
  }

  /// The idempotency keys that were sent, in order.
  public List<String> keys() {
    return List.copyOf(keys);
  }

  /// What tells a command to use this one, as whichever service.
  public Map<String, String> environment(Path folder) {
    try {
      Path token = Files.writeString(folder.resolve("token-file"), TOKEN + "\n");
      String url = "http://127.0.0.1:" + server.getAddress().getPort();
      return Map.of(
          "PLIMSOLL_PLANNER_URL",
          url,
          "PLIMSOLL_SYNC_URL",
          url,
          "PLIMSOLL_MATERIALIZER_URL",
          url,
          "PLIMSOLL_QUERY_URL",
          url,
          "PLIMSOLL_TOKEN",
          token.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().toString().substring("/api/v1".length());
    String call = exchange.getRequestMethod() + " " + path;
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
    if (key != null) {
      keys.add(key);
    }
    asked.add(body.isEmpty() ? call : call + " " + body);
    Answer answer = answer(call);
    if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      answer = new Answer(401, Json.write(Problem.of(ErrorCode.UNAUTHENTICATED, "no token")));
    }
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private Answer answer(String call) {
    Deque<Answer> queue =
        answers.getOrDefault(call, answers.get(LIMIT.matcher(call).replaceAll("")));
    if (queue == null) {
      Problem missing = Problem.of(ErrorCode.NOT_FOUND, "nothing at " + call);
      return new Answer(missing.status(), Json.write(missing));
    }
    synchronized (queue) {
      return queue.size() > 1 ? queue.removeFirst() : queue.getFirst();
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

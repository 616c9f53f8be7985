package dev.plimsoll.sync.log;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.plimsoll.contracts.log.LogFetch;
import dev.plimsoll.contracts.log.LogPartition;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Stands in for the materializer's HTTP API. What it answers is in the system's properties: this
/// class is loaded by several class loaders of one JVM.
public final class FakeLogApi {
  private static final String PREFIX = "plimsoll.fake-log.";
  private static final String NO_SUCH_TOPIC =
      "404 " + Json.write(Problem.of(ErrorCode.NOT_FOUND, "no such topic"));
  private static final Map<String, String> STARTED = new ConcurrentHashMap<>();

  private FakeLogApi() {}

  /// @return its URL
  public static String start() {
    return STARTED.computeIfAbsent("url", _ -> launch());
  }

  private static String launch() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/api/v1/topics/", FakeLogApi::answer);
      Thread.ofPlatform().daemon(true).start(server::start);
      return "http://127.0.0.1:" + server.getAddress().getPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// From now on, of one partition.
  public static void has(String topic, int partition, LogFetch fetched) {
    System.setProperty(PREFIX + fetch(topic, partition), "200 " + Json.write(fetched));
    LogPartition described =
        new LogPartition(
            topic,
            partition,
            fetched.logStartOffset(),
            fetched.highWatermark(),
            fetched.batches().size(),
            0);
    System.setProperty(PREFIX + partitions(topic), "200 " + Json.write(List.of(described)));
  }

  /// From now on; null ends it.
  public static void failsFor(String topic, @Nullable ErrorCode code) {
    if (code == null) {
      System.clearProperty(PREFIX + partitions(topic));
    } else {
      System.setProperty(
          PREFIX + partitions(topic),
          code.status() + " " + Json.write(Problem.of(code, "for a test")));
    }
  }

  static void refuses(String topic, int partition, ErrorCode code, String detail) {
    System.setProperty(
        PREFIX + fetch(topic, partition),
        code.status() + " " + Json.write(Problem.of(code, detail)));
  }

  static boolean wasToldToDelete(String topic) {
    return System.getProperty(PREFIX + "deleted." + topic) != null;
  }

  private static String fetch(String topic, int partition) {
    return partitions(topic) + "/%d/fetch".formatted(partition);
  }

  private static String partitions(String topic) {
    return "/api/v1/topics/%s/partitions".formatted(topic);
  }

  // What has been placed came by Kafka from FakeLog, and nothing came after it: the log knows the
  // topic then. Whoever asks from its beginning on has heard of none.
  private static String otherwise(HttpExchange exchange) {
    String query = exchange.getRequestURI().getQuery();
    if (exchange.getRequestURI().getPath().endsWith("/partitions")) {
      return NO_SUCH_TOPIC;
    }
    long offset = query == null ? 0 : Long.parseLong(query.substring("offset=".length()));
    return offset == 0
        ? NO_SUCH_TOPIC
        : "200 " + Json.write(new LogFetch(List.of(), offset, 0, offset));
  }

  private static void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (exchange.getRequestMethod().equals("DELETE")) {
      System.setProperty(PREFIX + "deleted." + path.substring(path.lastIndexOf('/') + 1), "true");
      exchange.sendResponseHeaders(204, -1);
    } else {
      // Behind the last partition.
      String known =
          path.endsWith("/partitions") && !exchange.getRequestURI().getQuery().equals("after=-1")
              ? "200 []"
              : System.getProperty(PREFIX + path, otherwise(exchange));
      byte[] body = known.substring(4).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(Integer.parseInt(known.substring(0, 3)), body.length);
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }
}

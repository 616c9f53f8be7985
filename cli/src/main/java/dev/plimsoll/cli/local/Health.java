package dev.plimsoll.cli.local;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.devstack.StackDescription;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Asks a service of this machine whether it takes requests, and the stack whether it takes
/// connections.
final class Health {
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(1);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

  private Health() {}

  /// Why a service that answers is not ready.
  ///
  /// @param check its name, for example `S3 bucket`
  record Obstacle(String check, ErrorCode code, String detail) {
    /// Whether waiting does not remove it: somebody has to correct what was configured.
    boolean isForPeople() {
      return code.status() == 422;
    }
  }

  static boolean isReady(int port) {
    try {
      HttpURLConnection connection = ask(port, "ready");
      try {
        return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      return false;
    }
  }

  /// What a service that is not ready says about it; empty when it says nothing with a code.
  static List<Obstacle> obstacles(int port) {
    return down(port, "ready").stream()
        .filter(check -> check.path("data").has("code"))
        .map(Health::obstacle)
        .toList();
  }

  /// Why a service is not ready: the names of the checks that are down; empty where it says
  /// nothing.
  static List<String> notReady(int port) {
    return down(port, "ready").stream().map(check -> check.path("name").asText()).toList();
  }

  /// What is wrong with a service that is ready, with what the checks say about it.
  static List<String> unwell(int port) {
    return down(port, "well").stream()
        .map(check -> check.path("name").asText() + " " + words(check))
        .toList();
  }

  private static String words(JsonNode check) {
    return check
        .path("data")
        .propertyStream()
        .filter(entry -> entry.getValue().isTextual())
        .map(entry -> entry.getKey() + " " + entry.getValue().asText())
        .collect(Collectors.joining(", ", "(", ")"));
  }

  /// The checks that are down; none where it ended meanwhile, or is no service of ours.
  private static List<JsonNode> down(int port, String kind) {
    try {
      HttpURLConnection connection = ask(port, kind);
      if (connection.getResponseCode() != HttpURLConnection.HTTP_UNAVAILABLE) {
        return List.of();
      }
      try (InputStream body = connection.getErrorStream()) {
        return Json.MAPPER
            .readTree(body)
            .path("checks")
            .valueStream()
            .filter(check -> check.path("status").asText().equals("DOWN"))
            .toList();
      } finally {
        connection.disconnect();
      }
    } catch (IOException | IllegalArgumentException e) {
      return List.of();
    }
  }

  private static Obstacle obstacle(JsonNode check) {
    JsonNode data = check.path("data");
    return new Obstacle(
        check.path("name").asText(),
        ErrorCode.of(data.path("code").asText()),
        data.path("detail").asText());
  }

  private static HttpURLConnection ask(int port, String kind) throws IOException {
    // Not HttpClient: its threads and classes cost a third of a second at the start of a command.
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create("http://127.0.0.1:" + port + "/q/health/" + kind).toURL().openConnection();
    connection.setConnectTimeout((int) CONNECT_WITHIN.toMillis());
    connection.setReadTimeout((int) ANSWER_WITHIN.toMillis());
    return connection;
  }

  /// Those of the embedded Kafka, PostgreSQL and S3 that take no connection, as people call them.
  static List<String> silent(StackDescription stack) {
    List<String> silent = new ArrayList<>();
    URI kafka = URI.create("kafka://" + stack.kafkaBootstrap());
    if (!answers(kafka.getHost(), kafka.getPort())) {
      silent.add("Kafka");
    }
    if (!answers(stack.postgresHost(), stack.postgresPort())) {
      silent.add("PostgreSQL");
    }
    URI s3 = URI.create(stack.s3Endpoint());
    if (!answers(s3.getHost(), s3.getPort())) {
      silent.add("S3");
    }
    return silent;
  }

  private static boolean answers(String host, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), (int) CONNECT_WITHIN.toMillis());
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}

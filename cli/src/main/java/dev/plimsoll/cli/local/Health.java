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

/// Health checks of services and stack on this machine.
final class Health {
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(1);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

  private Health() {}

  /// A failed readiness check, for example `S3 bucket`, with its code.
  record Obstacle(String check, ErrorCode code, String detail) {
    /// Whether only a change of the configuration helps.
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

  static List<Obstacle> obstacles(int port) {
    return down(port, "ready").stream()
        .filter(check -> check.path("data").has("code"))
        .map(Health::obstacle)
        .toList();
  }

  /// Names of the failed readiness checks.
  static List<String> notReady(int port) {
    return down(port, "ready").stream().map(check -> check.path("name").asText()).toList();
  }

  /// Failed checks of a service that is ready, with their details.
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

  /// Failed checks; none where the service has ended or is another program.
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
    // Not HttpClient: its threads and classes take a third of a second at a command's start.
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create("http://127.0.0.1:" + port + "/q/health/" + kind).toURL().openConnection();
    connection.setConnectTimeout((int) CONNECT_WITHIN.toMillis());
    connection.setReadTimeout((int) ANSWER_WITHIN.toMillis());
    return connection;
  }

  /// Parts of the embedded stack that take no connection.
  static List<String> silent(StackDescription stack) {
    List<String> silent = new ArrayList<>();
    URI kafka = URI.create("kafka://" + stack.kafka().bootstrap());
    if (!answers(kafka.getHost(), kafka.getPort())) {
      silent.add("Kafka");
    }
    if (!answers(stack.postgres().host(), stack.postgres().port())) {
      silent.add("PostgreSQL");
    }
    URI s3 = URI.create(stack.s3().endpoint());
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

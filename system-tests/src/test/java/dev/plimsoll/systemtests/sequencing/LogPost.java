package dev.plimsoll.systemtests.sequencing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.contracts.message.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/// A `POST` to the log's API, to any of the services: without an answer from one, the next is asked
/// when it is sent again. For one thread.
public final class LogPost {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(4);
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int NOT_FOUND = 404;

  /// What was answered.
  ///
  /// @param status 0 where nobody knows whether it was taken
  public record Answered(int status, JsonNode body) {
    static final Answered NONE = new Answered(0, Json.MAPPER.nullNode());

    public boolean isNone() {
      return status == 0;
    }

    public boolean isUnknown() {
      return status == NOT_FOUND;
    }
  }

  private final HttpClient http;
  private final List<URI> pods;
  private final String token;
  private int next;

  public LogPost(HttpClient http, List<URI> pods, String token) {
    this.http = http;
    this.pods = List.copyOf(pods);
    this.token = token;
  }

  /// @param path below `/api/v1`, with its query
  /// @throws IllegalStateException when it was refused otherwise than for want of a topic
  public Answered send(String path, Object body) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(pods.get(next).resolve("/api/v1" + path))
            .timeout(ANSWER_WITHIN)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(Json.write(body)))
            .build();
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      if (response.statusCode() < 300 || response.statusCode() == NOT_FOUND) {
        return new Answered(
            response.statusCode(),
            response.body().isEmpty()
                ? Json.MAPPER.nullNode()
                : Json.MAPPER.readTree(response.body()));
      }
      if (response.statusCode() < 500 && response.statusCode() != TOO_MANY_REQUESTS) {
        throw new IllegalStateException(request + " was answered " + response.body());
      }
    } catch (IOException e) {
      // It is away or frozen, or was killed before all of its answer was here.
    }
    next = (next + 1) % pods.size();
    return Answered.NONE;
  }
}

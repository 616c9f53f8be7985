package dev.plimsoll.systemtests.sequencing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.log.FileBatch;
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
import java.util.Optional;

/// `POST /api/v1/files`, to any of the services: without an answer from one, the next is asked
/// when the file is sent again. For one thread.
final class FilePost {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(4);
  private static final int TOO_MANY_REQUESTS = 429;

  private final HttpClient http;
  private final List<URI> pods;
  private final String token;
  private final String query;
  private int next;

  /// @param query with its `?`, or empty
  FilePost(HttpClient http, List<URI> pods, String token, String query) {
    this.http = http;
    this.pods = List.copyOf(pods);
    this.token = token;
    this.query = query;
  }

  /// @param file batches of one object
  /// @return what was answered; empty where nobody knows whether it was taken
  /// @throws IllegalStateException when it was refused
  Optional<JsonNode> send(List<BatchAppended> file) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(pods.get(next).resolve("/api/v1/files" + query))
            .timeout(ANSWER_WITHIN)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(Json.write(body(file))))
            .build();
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      if (response.statusCode() < 300) {
        return Optional.of(Json.MAPPER.readTree(response.body()));
      }
      if (response.statusCode() < 500 && response.statusCode() != TOO_MANY_REQUESTS) {
        throw new IllegalStateException(request + " was answered " + response.body());
      }
    } catch (IOException e) {
      // It is away or frozen, or was killed before all of its answer was here.
    }
    next = (next + 1) % pods.size();
    return Optional.empty();
  }

  private static FileAppended body(List<BatchAppended> file) {
    return new FileAppended(
        file.getFirst().object().bucket(),
        file.getFirst().object().key(),
        file.stream().map(FileBatch::of).toList());
  }
}

package dev.plimsoll.testkit;

import dev.plimsoll.contracts.message.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/// A service under test on this machine, asked with no more than that takes: for tests that ask
/// until something is so, or thousands of times. What RestAssured does for a request costs many
/// times what the service does.
///
/// @param port of the service
public record HttpApi(int port) {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(60);
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /// What came back, whatever it was.
  ///
  /// @param status of HTTP
  public record Answer(int status, String body) {
    /// @throws AssertionError where it is no success
    public <T> T as(Class<T> type) {
      if (status / 100 != 2) {
        throw new AssertionError("answered " + status + ": " + body);
      }
      return Json.read(body, type);
    }
  }

  public Answer get(String path) {
    return send("GET", path, "");
  }

  /// @param body JSON; empty for none
  public Answer send(String method, String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
            .timeout(ANSWER_WITHIN)
            .header("Authorization", "Bearer " + StackResource.TOKEN)
            .header("Content-Type", "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> response = CLIENT.send(request, BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}

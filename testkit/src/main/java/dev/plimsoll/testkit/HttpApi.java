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

/// API of a service under test on this machine, for tests that poll or send thousands of requests:
/// RestAssured takes many times the CPU of the service.
public record HttpApi(int port) {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  public record Answer(int status, String body) {

    /// @throws AssertionError where the status is not a success
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
            .timeout(Duration.ofSeconds(60))
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

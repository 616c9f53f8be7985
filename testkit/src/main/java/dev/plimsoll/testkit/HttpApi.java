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
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// API of a service under test on this machine, for tests that poll or send thousands of requests:
/// RestAssured takes many times the CPU of the service.
public record HttpApi(int port) {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  // Ends what hangs, and nothing that is slow because the machine is.
  private static final Duration ANSWERED_WITHIN = Duration.ofMinutes(2);
  private static final int SHOWN = 400;

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
            .timeout(ANSWERED_WITHIN)
            .header("Authorization", "Bearer " + StackResource.TOKEN)
            .header("Content-Type", "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> response = CLIENT.send(request, BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (HttpTimeoutException e) {
      String beginning = body.substring(0, Math.min(SHOWN, body.length()));
      throw new AssertionError(
          "%s %s hangs, with %s%n%s".formatted(method, path, beginning, ownThreads()), e);
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  // The service may run in this JVM: where it hangs is then to be seen.
  private static String ownThreads() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(
            thread ->
                Stream.of(thread.getValue())
                    .anyMatch(frame -> frame.getClassName().startsWith("dev.plimsoll.")))
        .map(
            thread ->
                Stream.of(thread.getValue())
                    .map(frame -> "\n    at " + frame)
                    .collect(Collectors.joining("", thread.getKey().getName(), "\n")))
        .collect(Collectors.joining());
  }
}

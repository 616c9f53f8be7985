package dev.plimsoll.planner.work;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.MalformedMessageException;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.problem.Problem;
import dev.plimsoll.http.token.TokenProof;
import dev.plimsoll.planner.config.PlannerConfig;
import dev.plimsoll.trust.TlsOnDemand;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Client of the sync service's HTTP API. Thread-safe.
@Singleton
public final class SyncServiceApi implements AutoCloseable {
  private static final String SYNC = "sync";
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);
  // An extract of many tables looks at each before it answers.
  private static final Duration ANSWER_WITHIN = Duration.ofMinutes(2);
  private static final int UNAUTHENTICATED = 401;

  private final @Nullable URI url;
  private final @Nullable Path tokenFile;
  private volatile @Nullable String nonce; // of the service's last known start
  private final HttpClient http = TlsOnDemand.newClient().connectTimeout(CONNECT_WITHIN).build();

  public SyncServiceApi(PlannerConfig config) {
    Optional<PlannerConfig.Neighbour> sync = Optional.ofNullable(config.services().get(SYNC));
    this.url = sync.map(PlannerConfig.Neighbour::url).orElse(null);
    this.tokenFile = sync.flatMap(PlannerConfig.Neighbour::tokenFile).orElse(null);
  }

  /// Whether this planner knows where the service is, and its token.
  public boolean isKnown() {
    return url != null && tokenFile != null;
  }

  /// Reads without sending the token, which a process that took over the port would learn (ADR
  /// 20). A first refusal has the nonce of the service's start, for which a proof is made.
  ///
  /// @throws PlimsollException with the service's code
  /// @throws IOException where it does not answer
  <T> T get(String path, Class<T> type) throws IOException, InterruptedException {
    @Nullable String known = nonce;
    HttpResponse<String> answer = read(path, known);
    String told = TokenProof.nonce(answer.headers().allValues("WWW-Authenticate")).orElse(null);
    // The same nonce again: our token is not the service's.
    if (answer.statusCode() == UNAUTHENTICATED && told != null && !told.equals(known)) {
      nonce = told;
      answer = read(path, told);
    }
    return body(answer, type);
  }

  private HttpResponse<String> read(String path, @Nullable String known)
      throws IOException, InterruptedException {
    URI address = address(path);
    HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(ANSWER_WITHIN);
    if (known != null) {
      request.header("Authorization", TokenProof.header(token(), known, address));
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  /// @param key of the request: the same again answers the same; null for none
  /// @param body null for none
  /// @throws PlimsollException with the service's code
  /// @throws IOException where it does not answer: whether it has taken the request is not known
  <T> T post(String path, @Nullable String key, @Nullable Object body, Class<T> type)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address(path))
            .timeout(ANSWER_WITHIN)
            .header("Authorization", "Bearer " + token())
            .header("Content-Type", "application/json")
            .POST(
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(Json.write(body)));
    if (key != null) {
      request.header("Idempotency-Key", key);
    }
    return body(http.send(request.build(), BodyHandlers.ofString()), type);
  }

  private URI address(String path) throws IOException {
    if (url == null) {
      throw new IOException("plimsoll.planner.services.sync.url is not set");
    }
    return URI.create(url.toString().replaceAll("/+$", "") + path);
  }

  // Read each time: it may change.
  private String token() throws IOException {
    if (tokenFile == null) {
      throw new IOException("plimsoll.planner.services.sync.token-file is not set");
    }
    return Files.readString(tokenFile).strip();
  }

  private static <T> T body(HttpResponse<String> answer, Class<T> type) throws IOException {
    try {
      if (answer.statusCode() / 100 == 2) {
        return Json.read(answer.body(), type);
      }
      Problem problem = Json.read(answer.body(), Problem.class);
      throw new PlimsollException(problem.code(), String.valueOf(problem.detail()));
    } catch (MalformedMessageException e) {
      throw new IOException("the sync service answered " + answer.statusCode(), e);
    }
  }

  @Override
  @PreDestroy
  public void close() {
    http.shutdownNow();
  }
}

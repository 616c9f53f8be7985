package dev.plimsoll.sync.log.client;

import dev.plimsoll.contracts.log.LogFetch;
import dev.plimsoll.contracts.log.LogPartition;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.MalformedMessageException;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.problem.Problem;
import dev.plimsoll.http.token.TokenProof;
import dev.plimsoll.trust.TlsOnDemand;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Client of the materializer's HTTP API.
@Singleton
public final class LogApi implements AutoCloseable {
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
  private static final int UNAUTHENTICATED = 401;
  private static final int NOT_FOUND = 404;

  private final LogConfig config;
  private volatile @Nullable String nonce; // of the service's last known start
  private final HttpClient http = TlsOnDemand.newClient().connectTimeout(CONNECT_WITHIN).build();

  public LogApi(LogConfig config) {
    this.config = config;
  }

  public boolean isKnown() {
    return config.url().isPresent();
  }

  /// Batches from an offset on; empty if there are none yet.
  ///
  /// @throws PlimsollException with the log's code: OFFSET_OUT_OF_RANGE if it no longer or not yet
  ///     has the offset, NOT_FOUND without such a topic
  public LogFetch fetch(String topic, int partition, long offset)
      throws IOException, InterruptedException {
    String path = "/api/v1/topics/%s/partitions/%d/fetch?offset=%d";
    return ask(path.formatted(encode(topic), partition, offset), LogFetch.class);
  }

  /// Partitions of a topic from a number on, in the order of their numbers; empty behind the last.
  ///
  /// @throws PlimsollException with the log's code: NOT_FOUND without such a topic
  List<LogPartition> partitions(String topic, int from) throws IOException, InterruptedException {
    String path = "/api/v1/topics/%s/partitions?after=%d";
    return List.of(ask(path.formatted(encode(topic), from - 1), LogPartition[].class));
  }

  private <T> T ask(String path, Class<T> type) throws IOException, InterruptedException {
    HttpResponse<String> answer = read(path);
    requireOk(answer);
    try {
      return Json.read(answer.body(), type);
    } catch (MalformedMessageException e) {
      throw new IOException("the log's answer cannot be read", e);
    }
  }

  /// Deletes a topic. Idempotent.
  public void delete(String topic) throws IOException, InterruptedException {
    URI address = config.url().orElseThrow().resolve("/api/v1/topics/" + encode(topic));
    @Nullable String token = token();
    // Changes need the token itself.
    HttpResponse<String> answer = send("DELETE", address, token == null ? null : "Bearer " + token);
    if (answer.statusCode() != NOT_FOUND) {
      requireOk(answer);
    }
  }

  /// Reads without sending the token, which a process that took over the port would learn (ADR
  /// 20). A first refusal has the nonce of the service's start, for which a proof is made.
  private HttpResponse<String> read(String path) throws IOException, InterruptedException {
    URI address = config.url().orElseThrow().resolve(path);
    @Nullable String known = nonce;
    HttpResponse<String> answer = send("GET", address, proof(known, address));
    if (answer.statusCode() != UNAUTHENTICATED) {
      return answer;
    }
    String told = TokenProof.nonce(answer.headers().allValues("WWW-Authenticate")).orElse(null);
    // The same nonce again: our token is not the service's.
    if (told == null || told.equals(known) || config.tokenFile().isEmpty()) {
      return answer;
    }
    nonce = told;
    return send("GET", address, proof(told, address));
  }

  private @Nullable String proof(@Nullable String known, URI address) throws IOException {
    @Nullable String token = token();
    return known == null || token == null ? null : TokenProof.header(token, known, address);
  }

  // Read each time: it may change.
  private @Nullable String token() throws IOException {
    return config.tokenFile().isEmpty() ? null : Files.readString(config.tokenFile().get()).strip();
  }

  private HttpResponse<String> send(String method, URI address, @Nullable String authorization)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(ANSWER_WITHIN)
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static void requireOk(HttpResponse<String> answer) throws IOException {
    int status = answer.statusCode();
    if (status / 100 == 2) {
      return;
    }
    Problem problem;
    try {
      problem = Json.read(answer.body(), Problem.class);
    } catch (MalformedMessageException e) {
      throw new IOException("the log answered " + status, e);
    }
    throw new PlimsollException(problem.code(), String.valueOf(problem.detail()));
  }

  private static String encode(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  @PreDestroy
  public void close() {
    http.shutdownNow();
  }
}

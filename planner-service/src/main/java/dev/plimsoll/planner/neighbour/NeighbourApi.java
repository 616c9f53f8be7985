package dev.plimsoll.planner.neighbour;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.MalformedMessageException;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.problem.Problem;
import dev.plimsoll.http.token.TokenProof;
import dev.plimsoll.planner.config.PlannerConfig.Neighbour;
import dev.plimsoll.trust.TlsOnDemand;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Client of another service's HTTP API, by the address and the token of its settings. Thread-safe.
public final class NeighbourApi implements AutoCloseable {
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);
  private static final Duration READ_WITHIN = Duration.ofMinutes(2);
  private static final int UNAUTHENTICATED = 401;

  private final String name;
  private final @Nullable URI url;
  private final @Nullable Path tokenFile;
  private volatile @Nullable String nonce; // of the service's last known start
  private final HttpClient http = TlsOnDemand.newClient().connectTimeout(CONNECT_WITHIN).build();

  /// @param name of the service in `plimsoll.planner.services`
  public NeighbourApi(String name, Map<String, Neighbour> services) {
    Optional<Neighbour> known = Optional.ofNullable(services.get(name));
    this.name = name;
    this.url = known.map(Neighbour::url).orElse(null);
    this.tokenFile = known.flatMap(Neighbour::tokenFile).orElse(null);
  }

  /// Whether this planner knows where the service is, and its token.
  public boolean isKnown() {
    return url != null && tokenFile != null;
  }

  /// A segment of a path, as it stands for this text.
  public static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /// Reads without sending the token, which a process that took over the port would learn (ADR
  /// 20). A first refusal has the nonce of the service's start, for which a proof is made.
  ///
  /// @throws PlimsollException with the service's code
  /// @throws IOException where it does not answer
  public <T> T get(String path, Class<T> type) throws IOException, InterruptedException {
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
    HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(READ_WITHIN);
    if (known != null) {
      request.header("Authorization", TokenProof.header(token(), known, address));
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  /// A request that is sent with the token.
  ///
  /// @param body null for none
  /// @throws IOException without address or token
  public HttpRequest.Builder order(
      String method, String path, @Nullable Object body, Duration within) throws IOException {
    BodyPublisher publisher =
        body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(Json.write(body));
    return HttpRequest.newBuilder(address(path))
        .timeout(within)
        .header("Authorization", "Bearer " + token())
        .header("Content-Type", "application/json")
        .method(method, publisher);
  }

  /// @throws PlimsollException with the service's code
  /// @throws IOException where it does not answer: whether it has taken the request is not known
  public <T> T send(HttpRequest order, Class<T> type) throws IOException, InterruptedException {
    return body(http.send(order, BodyHandlers.ofString()), type);
  }

  /// For an answer without a body.
  ///
  /// @throws PlimsollException with the service's code
  /// @throws IOException where it does not answer: whether it has taken the request is not known
  public void send(HttpRequest order) throws IOException, InterruptedException {
    require2xx(http.send(order, BodyHandlers.ofString()));
  }

  /// Sends what may be given up before there is an answer. The connection is closed then, by which
  /// the service knows.
  ///
  /// @param stoppable gets what gives it up, from any thread
  /// @throws PlimsollException with the service's code; INTERRUPTED where it was given up
  /// @throws IOException where it does not answer
  public <T> T send(HttpRequest order, Class<T> type, Consumer<Runnable> stoppable)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<String>> answer = http.sendAsync(order, BodyHandlers.ofString());
    stoppable.accept(() -> answer.cancel(true));
    try {
      return body(answer.get(), type);
    } catch (CancellationException e) {
      throw new PlimsollException(ErrorCode.INTERRUPTED, "nobody waits for the answer", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException lost ? lost : new IOException(e);
    }
  }

  private URI address(String path) throws IOException {
    if (url == null) {
      throw new IOException("plimsoll.planner.services." + name + ".url is not set");
    }
    return URI.create(url.toString().replaceAll("/+$", "") + path);
  }

  // Read each time: it may change.
  private String token() throws IOException {
    if (tokenFile == null) {
      throw new IOException("plimsoll.planner.services." + name + ".token-file is not set");
    }
    return Files.readString(tokenFile).strip();
  }

  private <T> T body(HttpResponse<String> answer, Class<T> type) throws IOException {
    require2xx(answer);
    try {
      return Json.read(answer.body(), type);
    } catch (MalformedMessageException e) {
      throw notUnderstood(answer, e);
    }
  }

  private void require2xx(HttpResponse<String> answer) throws IOException {
    if (answer.statusCode() / 100 == 2) {
      return;
    }
    Problem problem;
    try {
      problem = Json.read(answer.body(), Problem.class);
    } catch (MalformedMessageException e) {
      throw notUnderstood(answer, e);
    }
    throw new PlimsollException(problem.code(), String.valueOf(problem.detail()));
  }

  private IOException notUnderstood(HttpResponse<String> answer, MalformedMessageException e) {
    return new IOException("the %s service answered %s".formatted(name, answer.statusCode()), e);
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}

package dev.plimsoll.cli.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.MalformedMessageException;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.problem.Problem;
import dev.plimsoll.trust.TlsOnDemand;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// HTTP client of one service's API: JSON both ways, problem details as [PlimsollException].
///
/// A service that does not answer is `NOT_RUNNING`; [#unavailable] tells such failures from
/// refusals.
public final class ApiClient {
  // The least of the services' own limits.
  private static final int PAGE = 500;
  static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);

  private final HttpClient http;
  private final Supplier<URI> base;
  private final String service;
  private final Supplier<String> token;
  private final Duration answerWithin;

  /// @param service its name, for messages
  /// @param base scheme, host and port. Read before each call, so that the token never reaches
  ///     another process that took the port. Throws where the service does not run.
  /// @param token of the API, sent to this base only; read before each call, since it may be
  ///     replaced
  public ApiClient(HttpClient http, String service, Supplier<URI> base, Supplier<String> token) {
    this(http, service, base, token, ANSWER_WITHIN);
  }

  /// Client of a service with a fixed address.
  public ApiClient(HttpClient http, String service, URI base, String token) {
    this(http, service, () -> base, () -> token, ANSWER_WITHIN);
  }

  private ApiClient(
      HttpClient http,
      String service,
      Supplier<URI> base,
      Supplier<String> token,
      Duration answerWithin) {
    this.http = http;
    this.service = service;
    this.base = base;
    this.token = token;
    this.answerWithin = answerWithin;
  }

  /// This client with another timeout, for calls that work long before they answer.
  ApiClient patient(Duration answerWithin) {
    return new ApiClient(http, service, base, token, answerWithin);
  }

  /// HTTP client for all services: connects within 5 seconds and follows no redirect.
  public static HttpClient http() {
    return TlsOnDemand.newClient()
        .connectTimeout(CONNECT_WITHIN)
        .followRedirects(HttpClient.Redirect.NEVER)
        .build();
  }

  /// Whether the service is away for now, in contrast to a refusal.
  public static boolean unavailable(PlimsollException e) {
    return e.code() == ErrorCode.NOT_RUNNING || e.code().status() == 503;
  }

  <T> T get(String path, Class<T> type) {
    return read(send("GET", path, null, Map.of()), Json.MAPPER.constructType(type));
  }

  /// An answer with its `ETag`, for the `If-Match` of an edit.
  public record Tagged<T>(T value, String tag) {}

  <T> Tagged<T> getTagged(String path, Class<T> type) {
    HttpResponse<String> answer = exchange("GET", path, null, Map.of());
    return new Tagged<>(
        read(answer.body(), Json.MAPPER.constructType(type)),
        answer.headers().firstValue("ETag").orElse("*"));
  }

  <T> List<T> list(String path, Class<T> element) {
    return read(
        send("GET", path, null, Map.of()),
        Json.MAPPER.getTypeFactory().constructCollectionType(List.class, element));
  }

  /// All elements of a list, page by page.
  <T> List<T> pages(String path, Class<T> element, Function<T, Object> key) {
    return pages(path, element, key, Integer.MAX_VALUE);
  }

  /// The first elements of a list, page by page.
  ///
  /// @param path with its filters
  /// @param key of an element, after which the next page begins
  /// @param most elements, 1 or more
  <T> List<T> pages(String path, Class<T> element, Function<T, Object> key, int most) {
    List<T> all = new ArrayList<>();
    while (true) {
      Object after = all.isEmpty() ? null : key.apply(all.getLast());
      int limit = Math.min(PAGE, most - all.size());
      List<T> page = list(filtered(path, "after", after, "limit", limit), element);
      all.addAll(page);
      if (page.size() < limit || all.size() == most) {
        return List.copyOf(all);
      }
    }
  }

  /// A path with query parameters.
  ///
  /// @param filters names and values in turns; a null value is left out
  static String filtered(String path, @Nullable Object... filters) {
    StringBuilder query = new StringBuilder(path);
    char separator = path.indexOf('?') < 0 ? '?' : '&';
    for (int i = 0; i < filters.length; i += 2) {
      Object value = filters[i + 1];
      if (value != null) {
        query.append(separator).append(filters[i]).append('=').append(escape(value.toString()));
        separator = '&';
      }
    }
    return query.toString();
  }

  <T> T post(String path, @Nullable Object body, Class<T> type, Map<String, String> headers) {
    return read(send("POST", path, body, headers), Json.MAPPER.constructType(type));
  }

  <T> T post(String path, @Nullable Object body, Class<T> type) {
    return post(path, body, type, Map.of());
  }

  void post(String path, @Nullable Object body) {
    send("POST", path, body, Map.of());
  }

  <T> T put(String path, Object body, Class<T> type, Map<String, String> headers) {
    return read(send("PUT", path, body, headers), Json.MAPPER.constructType(type));
  }

  <T> T patch(String path, Object body, Class<T> type) {
    return read(send("PATCH", path, body, Map.of()), Json.MAPPER.constructType(type));
  }

  void delete(String path) {
    send("DELETE", path, null, Map.of());
  }

  <T> T delete(String path, Class<T> type) {
    return read(send("DELETE", path, null, Map.of()), Json.MAPPER.constructType(type));
  }

  /// Query parameters of who asks and why, for calls without a body.
  static String query(ControlRequest who) {
    return "?by="
        + escape(who.by() == null ? "" : who.by())
        + (who.reason() == null ? "" : "&reason=" + escape(who.reason()));
  }

  /// A name as a segment of a path, percent-encoded.
  ///
  /// @throws PlimsollException INVALID_REQUEST for an empty one and for dots, by which the path
  ///     would be another one's
  static String segment(String name) {
    if (name.isEmpty() || name.equals(".") || name.equals("..")) {
      throw new PlimsollException(ErrorCode.INVALID_REQUEST, "'" + name + "' is no name");
    }
    return escape(name);
  }

  /// A parameter value, percent-encoded.
  static String escape(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private String send(
      String method, String path, @Nullable Object body, Map<String, String> headers) {
    return exchange(method, path, body, headers).body();
  }

  private HttpResponse<String> exchange(
      String method, String path, @Nullable Object body, Map<String, String> headers) {
    BodyPublisher publisher =
        body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(Json.write(body));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.get().resolve("/api/v1" + path))
            .timeout(answerWithin)
            .header("Authorization", "Bearer " + token.get())
            .header("Accept", "application/json, application/problem+json")
            .method(method, publisher);
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    headers.forEach(request::header);
    HttpResponse<String> response = answer(request.build());
    if (response.statusCode() >= 400) {
      throw refusal(method + " " + path, response);
    }
    return response;
  }

  private HttpResponse<String> answer(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      // Also when a service is killed in the middle of an answer.
      throw new PlimsollException(
          ErrorCode.NOT_RUNNING,
          "%s at %s://%s does not answer: %s"
              .formatted(
                  service, request.uri().getScheme(), request.uri().getRawAuthority(), reason(e)),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlimsollException(
          ErrorCode.INTERRUPTED, "interrupted while waiting for " + service, e);
    }
  }

  private String reason(IOException e) {
    return switch (e) {
      case HttpConnectTimeoutException _ ->
          "no connection within " + CONNECT_WITHIN.toSeconds() + " s";
      case HttpTimeoutException _ -> "no answer within " + answerWithin.toSeconds() + " s";
      case ConnectException _ -> isUnknown(e) ? "its host is not known" : "nobody listens there";
      default -> e.getMessage() == null ? "the connection broke" : e.getMessage();
    };
  }

  private static boolean isUnknown(Throwable e) {
    return e instanceof UnresolvedAddressException
        || e.getCause() != null && isUnknown(e.getCause());
  }

  private PlimsollException refusal(String call, HttpResponse<String> response) {
    try {
      Problem problem = Json.read(response.body(), Problem.class);
      if (problem.code() != null) {
        String detail = problem.detail() == null ? problem.title() : problem.detail();
        ErrorCode code =
            ErrorCode.of(
                problem.code().value(), response.statusCode(), problem.title(), problem.fix());
        return new PlimsollException(code, detail);
      }
    } catch (MalformedMessageException e) {
      // Not problem details: the status decides.
    }
    ErrorCode code =
        switch (response.statusCode()) {
          case 401 -> ErrorCode.UNAUTHENTICATED;
          case 403 -> ErrorCode.NOT_PERMITTED;
          case 404 -> ErrorCode.NOT_FOUND;
          case 413 -> ErrorCode.REQUEST_TOO_LARGE;
          case 502, 503, 504 -> ErrorCode.NOT_RUNNING;
          default -> ErrorCode.INTERNAL;
        };
    return new PlimsollException(
        code, service + " answered " + response.statusCode() + " to " + call);
  }

  private <T> T read(String body, JavaType type) {
    try {
      return Json.MAPPER.readValue(body, type);
    } catch (JsonProcessingException e) {
      throw new PlimsollException(
          ErrorCode.INTERNAL,
          service + " answered something else than was expected: " + e.getOriginalMessage(),
          e);
    }
  }
}

package dev.plimsoll.cli.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.MalformedMessageException;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.problem.Problem;
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

/// One service's API: JSON there and back, problem details as [PlimsollException].
///
/// A service that does not answer is `NOT_RUNNING`, so that a caller who knows that it is being
/// restarted can wait; [#unavailable] tells such failures from the others.
public final class ApiClient {
  private static final int PAGE = 1_000;
  static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);

  private final HttpClient http;
  private final Supplier<URI> base;
  private final String service;
  private final Supplier<String> token;
  private final Duration answerWithin;

  /// @param service its name, for messages
  /// @param base scheme, host and port; asked before each call, so that nobody is sent the token
  // who
  ///     took the port of a service that has ended meanwhile; throws where it does not run
  /// @param token of the API, sent to this base only; asked before each call, too: it may be
  ///     replaced while a command runs
  public ApiClient(HttpClient http, String service, Supplier<URI> base, Supplier<String> token) {
    this(http, service, base, token, ANSWER_WITHIN);
  }

  /// For a service that stays where it is.
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

  /// The same for calls that work long before they answer.
  ApiClient patient(Duration answerWithin) {
    return new ApiClient(http, service, base, token, answerWithin);
  }

  /// A client for all services of one run: it connects within 5 seconds and follows no redirect.
  public static HttpClient http() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(CONNECT_WITHIN)
        .followRedirects(HttpClient.Redirect.NEVER)
        .build();
  }

  /// Whether a failure says that the service is away for now, and not that it refused.
  public static boolean unavailable(PlimsollException e) {
    return e.code() == ErrorCode.NOT_RUNNING || e.code().status() == 503;
  }

  <T> T get(String path, Class<T> type) {
    return read(send("GET", path, null, Map.of()), Json.MAPPER.constructType(type));
  }

  /// An answer with its `ETag`, which an edit of just that names in `If-Match`.
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

  /// Page by page, until one is not full.
  ///
  /// @param name of an element, after which the next page begins
  /// @param beforeFirst after which the first page begins
  <T> List<T> pages(String path, Class<T> element, Function<T, String> name, String beforeFirst) {
    List<T> all = new ArrayList<>();
    while (true) {
      String after = all.isEmpty() ? beforeFirst : name.apply(all.getLast());
      List<T> page = list("%s?after=%s&limit=%d".formatted(path, escape(after), PAGE), element);
      all.addAll(page);
      if (page.size() < PAGE) {
        return all;
      }
    }
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

  /// Who asks and why, as the parameters of a call without a body.
  static String query(ControlRequest who) {
    return "?by="
        + escape(who.by() == null ? "" : who.by())
        + (who.reason() == null ? "" : "&reason=" + escape(who.reason()));
  }

  /// A segment of a path or a parameter's value, with everything escaped that has a meaning there.
  static String escape(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
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
      // Not only refused connections: a service killed in the middle breaks an answer off.
      throw new PlimsollException(
          ErrorCode.NOT_RUNNING,
          service + " at " + address(request) + " does not answer: " + reason(e),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlimsollException(
          ErrorCode.INTERRUPTED, "interrupted while waiting for " + service, e);
    }
  }

  private static String address(HttpRequest request) {
    return request.uri().getScheme() + "://" + request.uri().getRawAuthority();
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
      // Answered by something that knows no problem details; the status has to do.
    }
    ErrorCode code =
        switch (response.statusCode()) {
          case 401 -> ErrorCode.UNAUTHENTICATED;
          case 403 -> ErrorCode.NOT_PERMITTED;
          case 404 -> ErrorCode.NOT_FOUND;
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

package dev.plimsoll.materializer.append;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.problem.Problem;
import dev.plimsoll.http.problem.ProblemMappers;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Refuses a body that says itself that it is too large, before anybody reads it. Quarkus'
/// own limit would answer without a word, and knows no body without an end.
@Singleton
public final class BodyLimit {
  /// After the token, before everything else.
  private static final int PRIORITY = 900;

  /// By which Quarkus limits a body whose length is not given.
  private static final String MAX_REQUEST_SIZE = "io.quarkus.max-request-size";

  /// How long what is still sent is read and thrown away: who sends a body before they look for an
  /// answer would not see it otherwise.
  private static final long LINGER_MS = 5_000;

  private static final Pattern MEDIA_TYPE =
      Pattern.compile("[^\\s/;,]+/[^\\s/;,]+(\\s*;\\s*[^\\s;=]+=[^;]+)*\\s*;?\\s*");

  private final long maxBytes;

  public BodyLimit(AppendConfig config) {
    maxBytes = config.maxRequestSize().asLongValue();
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, PRIORITY);
  }

  private void check(RoutingContext request) {
    @Nullable String path = request.request().path();
    if (!isReadable(request.request().getHeader(HttpHeaders.CONTENT_TYPE))) {
      refuse(
          request,
          new PlimsollException(
              ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Content-Type must be type/subtype"));
    } else if (isStream(request.request())) {
      request.next();
    } else if (length(request.request()) > maxBytes) {
      refuse(request, Body.tooLarge(maxBytes));
    } else {
      if (!AppendResource.limitsItself(path)) {
        request.put(MAX_REQUEST_SIZE, maxBytes);
      }
      request.next();
    }
  }

  private static void refuse(RoutingContext request, PlimsollException why) {
    closeAfterwards(request);
    request
        .response()
        .setStatusCode(why.code().status())
        .putHeader(HttpHeaders.CONTENT_TYPE, ProblemMappers.MEDIA_TYPE)
        .end(Json.write(Problem.of(why.code(), why.getMessage())));
  }

  /// What is no media type would fail where nobody answers for it.
  private static boolean isReadable(@Nullable String type) {
    return type == null || MEDIA_TYPE.matcher(type).matches();
  }

  /// What the request has yet to send is thrown away, and its connection ended: it is of no use to
  /// another one. Of HTTP/2 only the stream is.
  static void closeAfterwards(RoutingContext context) {
    HttpServerRequest request = context.request();
    boolean whole = request.version() != HttpVersion.HTTP_2;
    if (whole) {
      context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    Runnable end =
        () -> {
          if (whole) {
            request.connection().close();
          } else if (!request.isEnded()) {
            request.response().reset();
          }
        };
    context.addEndHandler(
        _ -> {
          if (request.isEnded()) {
            end.run();
            return;
          }
          request.handler(_ -> {}).endHandler(_ -> end.run()).resume();
          context.vertx().setTimer(LINGER_MS, _ -> end.run());
        });
  }

  /// Whether it has a line a file, and so no end.
  static boolean isStream(HttpServerRequest request) {
    @Nullable String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    return AppendResource.FILES.equals(request.path())
        && type != null
        && type.startsWith(AppendResource.LINES);
  }

  private static long length(HttpServerRequest request) {
    @Nullable String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException _) {
      return Long.MAX_VALUE;
    }
  }
}

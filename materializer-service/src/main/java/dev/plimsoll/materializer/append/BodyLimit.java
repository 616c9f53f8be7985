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

/// Refusal of bodies whose announced length is too large. Quarkus' own limit answers without a
/// problem, and does not allow endless bodies.
@Singleton
public final class BodyLimit {
  /// After authentication, before everything else.
  private static final int PRIORITY = 900;

  /// How long the rest of a refused body is read and discarded: a client that sends all of it
  /// first would miss the answer.
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
    @Nullable String type = request.request().getHeader(HttpHeaders.CONTENT_TYPE);
    if (type != null && !MEDIA_TYPE.matcher(type).matches()) {
      // It would fail later without a problem.
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
        request.put("io.quarkus.max-request-size", maxBytes);
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

  /// Discards the rest of the request, then closes its connection; for HTTP/2 only the stream.
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

  /// Whether it is an NDJSON request, which may be endless.
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

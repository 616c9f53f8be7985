package dev.plimsoll.http.bound;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.http.problem.ProblemMappers;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Refuses a request whose body is larger than `quarkus.http.limits.max-body-size`, and says so:
/// Quarkus alone answers 413 and nothing else. A body that does not say its size is left to
/// Quarkus, which counts while it reads.
@Singleton
public final class BodySizes {
  /// After the token, which a stranger does not have.
  private static final int BEFORE_ROUTING = 900;

  private final long most;

  public BodySizes(VertxHttpConfig config) {
    most = config.limits().maxBodySize().map(size -> size.asLongValue()).orElse(Long.MAX_VALUE);
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, BEFORE_ROUTING);
  }

  private void check(RoutingContext request) {
    long size = size(request.request().getHeader(HttpHeaders.CONTENT_LENGTH));
    if (size <= most) {
      request.next();
      return;
    }
    // What is still being sent is not read.
    request.response().putHeader(HttpHeaders.CONNECTION, "close");
    ProblemMappers.end(
        request.response(),
        ErrorCode.REQUEST_TOO_LARGE,
        String.format(Locale.ROOT, "its body has %,d bytes; at most %,d are taken", size, most));
  }

  private static long size(@Nullable String header) {
    try {
      return header == null ? 0 : Long.parseLong(header);
    } catch (NumberFormatException e) {
      return 0; // Vert.x refuses it
    }
  }
}

package dev.plimsoll.http.problem;

import dev.plimsoll.contracts.problem.ErrorCode;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.Set;
import org.jboss.resteasy.reactive.common.util.MediaTypeHelper;
import org.jspecify.annotations.Nullable;

/// Filter that refuses unparsable content types before anything reads the request.
@Singleton
public final class ReadableTypes {
  /// After the token, before everything else.
  private static final int AFTER_TOKEN = 900;

  private static final Set<String> USUAL =
      Set.of(MediaType.APPLICATION_JSON, MediaType.WILDCARD, "application/x-ndjson");

  void register(@Observes Filters filters) {
    filters.register(ReadableTypes::check, AFTER_TOKEN);
  }

  private static void check(RoutingContext context) {
    HttpServerRequest request = context.request();
    String unreadable =
        !isReadable(request.getHeader(HttpHeaders.CONTENT_TYPE))
            ? HttpHeaders.CONTENT_TYPE
            : !isReadable(request.getHeader(HttpHeaders.ACCEPT)) ? HttpHeaders.ACCEPT : null;
    if (unreadable == null) {
      context.next();
      return;
    }
    String detail = unreadable + " names no content type";
    ProblemMappers.end(context.response(), ErrorCode.INVALID_REQUEST, detail);
  }

  private static boolean isReadable(@Nullable String types) {
    if (types == null || USUAL.contains(types)) {
      return true;
    }
    try {
      MediaTypeHelper.parseHeader(types);
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }
}

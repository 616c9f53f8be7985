package dev.plimsoll.http.problem;

import dev.plimsoll.contracts.problem.ErrorCode;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Filter that refuses paths which routing would shorten: those with a dot segment, however it is
/// spelled ([RFC 3986, 6.2.2](https://www.rfc-editor.org/rfc/rfc3986#section-6.2.2)), or with an
/// empty one in the middle. A client that puts a name of `..` or an empty one into a path would
/// read, change or delete something else than it meant.
@Singleton
public final class PathSegments {
  /// After the token, before everything else.
  private static final int AFTER_TOKEN = 900;

  private static final Pattern DOTS = Pattern.compile("(?:\\.|%2[eE]){1,2}");
  private static final String DETAIL =
      "its path has an empty segment or one of dots, which stands for another path";

  void register(@Observes Filters filters) {
    filters.register(PathSegments::check, AFTER_TOKEN);
  }

  private static void check(RoutingContext context) {
    if (isShortened(context.request().path())) {
      ProblemMappers.end(context.response(), ErrorCode.INVALID_REQUEST, DETAIL);
    } else {
      context.next();
    }
  }

  private static boolean isShortened(@Nullable String path) {
    if (path == null || !path.contains("//") && !path.contains(".") && !path.contains("%2")) {
      return false;
    }
    boolean named = false;
    boolean empty = false;
    for (String segment : path.split("/")) {
      if (DOTS.matcher(segment).matches() || empty && !segment.isEmpty()) {
        return true;
      }
      named |= !segment.isEmpty();
      empty = named && segment.isEmpty();
    }
    return false;
  }
}

package dev.plimsoll.http.change;

import dev.plimsoll.http.token.EdgeConfig;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Log of changes: one line for each request that may change something, refused ones included.
/// Frequent requests with a record of their own, such as appends, are excluded by
/// `plimsoll.http.unrecorded-changes`.
///
/// Bodies are not logged: they hold names, and may hold secrets.
@Singleton
public final class ChangeLog {
  /// Before the token's check (1000): filters run from the highest number down.
  private static final int BEFORE_THE_TOKEN = 1001;

  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
  private static final int LONGEST_PATH = 300;
  private static final Logger LOG = Logger.getLogger("dev.plimsoll.changes");

  private final List<String> unrecorded;

  public ChangeLog(EdgeConfig edge) {
    this.unrecorded = edge.unrecordedChanges().orElse(List.of());
  }

  void register(@Observes Filters filters) {
    filters.register(this::record, BEFORE_THE_TOKEN);
  }

  private void record(RoutingContext request) {
    if (isRecorded(request.request().method().name(), request.request().path())) {
      request.addEndHandler(end -> write(request, end.succeeded()));
    }
    request.next();
  }

  /// Whether a request may change something, and is not too frequent to be noted each time.
  public boolean isRecorded(String method, @Nullable String path) {
    if (READING.contains(method) || path == null) {
      return false;
    }
    String change = method + " " + path;
    return unrecorded.stream()
        .noneMatch(
            each ->
                each.endsWith("/*")
                    ? change.startsWith(each.substring(0, each.length() - 1))
                    : change.equals(each));
  }

  private static void write(RoutingContext request, boolean answered) {
    HttpServerRequest asked = request.request();
    @Nullable SocketAddress from = asked.remoteAddress();
    LOG.infof(
        "event=change method=%s path=%s status=%s from=%s",
        asked.method().name(),
        printable(String.valueOf(asked.path())),
        answered ? Integer.toString(request.response().getStatusCode()) : "not-answered",
        from == null ? "unknown" : from.hostAddress());
  }

  /// Path as received, percent signs included. Anything but printable ASCII becomes a question
  /// mark, so that no request can forge a line.
  static String printable(String path) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < path.length() && i < LONGEST_PATH; i++) {
      char c = path.charAt(i);
      text.append(c > ' ' && c < 0x7f ? c : '?');
    }
    return path.length() > LONGEST_PATH ? text + "..." : text.toString();
  }
}

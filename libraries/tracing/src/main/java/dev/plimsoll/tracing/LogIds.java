package dev.plimsoll.tracing;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/// Ids of what a thread works on, as fields of its log lines until closed. Nested ones restore the
/// outer values. Not thread-safe.
public final class LogIds implements AutoCloseable {
  public static final String BUILD = "build";
  public static final String EXTRACT = "extract";
  public static final String BATCH = "batch";
  public static final String TABLE = "table";
  public static final String PLAN = "plan";
  static final String TRACE = "traceId";
  static final String SPAN = "spanId";

  private record Before(String key, @Nullable String value) {}

  private final Deque<Before> before = new ArrayDeque<>();

  private LogIds() {}

  static LogIds none() {
    return new LogIds();
  }

  public static LogIds of(String key, Object id) {
    return none().and(key, id);
  }

  public LogIds and(String key, Object id) {
    before.push(new Before(key, MDC.get(key)));
    MDC.put(key, id.toString());
    return this;
  }

  @Override
  public void close() {
    for (Before each = before.poll(); each != null; each = before.poll()) {
      if (each.value() == null) {
        MDC.remove(each.key());
      } else {
        MDC.put(each.key(), each.value());
      }
    }
  }
}

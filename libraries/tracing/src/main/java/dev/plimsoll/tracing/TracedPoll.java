package dev.plimsoll.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Many messages that are worked on together, as one span for each trace among them. Where nothing
/// is exported this costs a look at a field, whatever the number of messages.
public final class TracedPoll implements AutoCloseable {
  private static final TracedPoll NOTHING = new TracedPoll(List.of());

  private final Collection<Span> spans;

  private TracedPoll(Collection<Span> spans) {
    this.spans = spans;
  }

  /// @param traceparent of a message, as received; null for none
  public static <M> TracedPoll of(
      String name, Iterable<M> messages, Function<M, @Nullable String> traceparent) {
    if (!OtlpExport.isOn()) {
      return NOTHING;
    }
    Map<String, Span> spans = new HashMap<>();
    for (M message : messages) {
      SpanContext from = TraceParent.read(traceparent.apply(message));
      if (from != null) {
        spans.computeIfAbsent(from.getTraceId(), _ -> begin(name, from));
      }
    }
    return new TracedPoll(spans.values());
  }

  private static Span begin(String name, SpanContext from) {
    return OtlpExport.tracer()
        .spanBuilder(name)
        .setSpanKind(SpanKind.CONSUMER)
        .setParent(Context.root().with(Span.wrap(from)))
        .startSpan();
  }

  @Override
  public void close() {
    spans.forEach(Span::end);
  }
}

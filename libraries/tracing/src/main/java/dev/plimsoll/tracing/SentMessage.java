package dev.plimsoll.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Sending of a stored message as part of its trace. One that is sent again after a crash is
/// another span of the same trace.
public final class SentMessage {
  private static final SentMessage UNTRACED = new SentMessage(Span.getInvalid());

  private final Span span;

  private SentMessage(Span span) {
    this.span = span;
  }

  /// @param parent `traceparent` as stored; null for none
  /// @param storedAt the span begins here, so that it shows how long the message waited
  public static SentMessage of(String topic, @Nullable String parent, Instant storedAt) {
    SpanContext from = TraceParent.read(parent);
    if (from == null) {
      return UNTRACED;
    }
    return new SentMessage(
        OtlpExport.tracer()
            .spanBuilder("send " + topic)
            .setSpanKind(SpanKind.PRODUCER)
            .setParent(Context.root().with(Span.wrap(from)))
            .setStartTimestamp(storedAt)
            .setAttribute("messaging.destination.name", topic)
            .startSpan());
  }

  /// To be sent with the message; null for none.
  public @Nullable String traceparent() {
    SpanContext context = span.getSpanContext();
    return context.isValid() ? TraceParent.write(context) : null;
  }

  public void acknowledged() {
    span.end();
  }

  public void refused() {
    span.setStatus(StatusCode.ERROR, "refused");
    span.end();
  }
}

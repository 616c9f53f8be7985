package dev.plimsoll.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The `traceparent` of a W3C trace context as text: `00-<trace id>-<span id>-<flags>`.
///
/// Whoever sends one is not trusted beyond its form: ids of the right length, not zero, in lower
/// case. Anything else counts as none. No `tracestate` is taken: it is of any content.
///
/// Source: W3C Trace Context, section 3.2.
public final class TraceParent {
  public static final String HEADER = "traceparent";

  /// A later version may append to it, but nobody needs a page of it.
  private static final int LONGEST = 512;

  private static final String FORMAT = "00-%s-%s-%s";
  private static final Getter GETTER = new Getter();

  private TraceParent() {}

  /// Returns null for a malformed text, as for none.
  static @Nullable SpanContext read(@Nullable String text) {
    if (text == null || text.length() > LONGEST) {
      return null;
    }
    SpanContext read =
        Span.fromContext(
                W3CTraceContextPropagator.getInstance().extract(Context.root(), text, GETTER))
            .getSpanContext();
    return read.isValid() ? read : null;
  }

  static String write(SpanContext span) {
    return FORMAT.formatted(span.getTraceId(), span.getSpanId(), span.getTraceFlags().asHex());
  }

  /// The same trace and span in the form of version 00; null for a malformed text, as for none.
  public static @Nullable String checked(@Nullable String text) {
    SpanContext read = read(text);
    return read == null ? null : write(read);
  }

  /// Of what this thread works on; null for nothing that is traced.
  public static @Nullable String current() {
    SpanContext span = Span.current().getSpanContext();
    return span.isValid() ? write(span) : null;
  }

  static SpanContext of(String traceId, String spanId) {
    return SpanContext.create(traceId, spanId, TraceFlags.getSampled(), TraceState.getDefault());
  }

  /// The text itself is the carrier, of one header.
  private static final class Getter implements TextMapGetter<String> {
    @Override
    public Iterable<String> keys(String carrier) {
      return List.of(HEADER);
    }

    @Override
    public @Nullable String get(@Nullable String carrier, String key) {
      return HEADER.equals(key) ? carrier : null;
    }
  }
}

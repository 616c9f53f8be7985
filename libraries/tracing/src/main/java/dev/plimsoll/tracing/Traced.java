package dev.plimsoll.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Work of this thread as part of a trace, until closed: what it sends, writes and logs meanwhile
/// bears the trace. Where spans are exported ([OtlpExport]) it is also a span; elsewhere
/// the caller's ids are passed on as they are.
///
/// Close it in the thread that began it, innermost first.
public final class Traced implements AutoCloseable {
  private static final String ATTRIBUTES = "plimsoll.";
  private static final int TRACE_ID_BYTES = 16;
  private static final int SPAN_ID_BYTES = 8;

  private final Span span;
  private final Scope scope;
  private final LogIds ids;
  private boolean leftOut;

  @SuppressWarnings("MustBeClosedChecker") // closed with this
  private Traced(Span span) {
    this.span = span;
    this.scope = span.makeCurrent();
    SpanContext context = span.getSpanContext();
    this.ids = LogIds.none();
    if (context.isValid()) {
      ids.and(LogIds.TRACE, context.getTraceId()).and(LogIds.SPAN, context.getSpanId());
    }
  }

  /// Answers a request.
  ///
  /// @param parent `traceparent` as received; a new trace begins where it is null or malformed
  public static Traced request(String name, @Nullable String parent) {
    return begin(name, SpanKind.SERVER, parent);
  }

  /// Works on a message.
  ///
  /// @param parent as of [#request]
  public static Traced message(String name, @Nullable String parent) {
    return begin(name, SpanKind.CONSUMER, parent);
  }

  /// Goes on with work that was stored with its `traceparent`, or begins.
  ///
  /// @param parent as of [#request]
  public static Traced stored(String name, @Nullable String parent) {
    return begin(name, SpanKind.INTERNAL, parent);
  }

  /// A part of what this thread works on already; begins no trace.
  public static Traced step(String name) {
    Span within = Span.current();
    return new Traced(
        within.getSpanContext().isValid()
            ? span(name, SpanKind.INTERNAL, Context.current()).startSpan()
            : within);
  }

  private static Traced begin(String name, SpanKind kind, @Nullable String parent) {
    SpanContext from = TraceParent.read(parent);
    if (from == null && !OtlpExport.isOn()) {
      return new Traced(Span.wrap(newTrace()));
    }
    Context context = from == null ? Context.root() : Context.root().with(Span.wrap(remote(from)));
    return new Traced(span(name, kind, context).startSpan());
  }

  private static SpanContext remote(SpanContext from) {
    return SpanContext.createFromRemoteParent(
        from.getTraceId(), from.getSpanId(), from.getTraceFlags(), from.getTraceState());
  }

  private static SpanBuilder span(String name, SpanKind kind, Context parent) {
    return OtlpExport.tracer().spanBuilder(name).setSpanKind(kind).setParent(parent);
  }

  private static SpanContext newTrace() {
    return TraceParent.of(random(TRACE_ID_BYTES), random(SPAN_ID_BYTES));
  }

  private static String random(int bytes) {
    byte[] random = new byte[bytes];
    ThreadLocalRandom.current().nextBytes(random);
    // Zeros alone would be no id.
    random[0] |= 1;
    return HexFormat.of().formatHex(random);
  }

  /// An id of [LogIds], also in the log lines.
  public Traced id(String key, Object id) {
    ids.and(key, id);
    return with(key, id.toString());
  }

  public Traced with(String key, String value) {
    span.setAttribute(AttributeKey.stringKey(ATTRIBUTES + key), value);
    return this;
  }

  /// @param code without rows or secrets
  public void failed(String code) {
    span.setStatus(StatusCode.ERROR, code);
  }

  /// Exports no span: nothing was done.
  public void leaveOut() {
    leftOut = true;
  }

  @Override
  public void close() {
    ids.close();
    scope.close();
    if (!leftOut) {
      span.end();
    }
  }
}

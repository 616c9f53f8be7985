package dev.plimsoll.testkit;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

/// Receiver of spans by OTLP over HTTP, as a collector is one. Keeps all of them.
public final class SpanReceiver implements AutoCloseable {
  private static final String PATH = "/v1/traces";
  private static final int OK = 200;

  private final HttpServer server;
  private final List<Received> spans = new CopyOnWriteArrayList<>();

  /// A span as received.
  ///
  /// @param parent empty for none
  /// @param kind as of OTLP, for example `SPAN_KIND_SERVER`
  public record Received(
      String service,
      String name,
      String kind,
      String trace,
      String id,
      String parent,
      boolean failed,
      Map<String, String> attributes) {}

  private SpanReceiver(HttpServer server) {
    this.server = server;
  }

  public static SpanReceiver start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    SpanReceiver receiver = new SpanReceiver(server);
    server.createContext(PATH, receiver::receive);
    server.start();
    return receiver;
  }

  /// For `OTEL_EXPORTER_OTLP_ENDPOINT`.
  public String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  public List<Received> spans() {
    return List.copyOf(spans);
  }

  public List<Received> ofTrace(String trace) {
    return spans.stream().filter(span -> span.trace().equals(trace)).toList();
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange;
        InputStream body = body(exchange)) {
      ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(body);
      for (ResourceSpans resource : request.getResourceSpansList()) {
        String service =
            attributes(resource.getResource().getAttributesList())
                .getOrDefault("service.name", "unknown");
        for (ScopeSpans scope : resource.getScopeSpansList()) {
          scope.getSpansList().forEach(span -> spans.add(received(service, span)));
        }
      }
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(OK, -1);
    }
  }

  private static InputStream body(HttpExchange exchange) throws IOException {
    boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    return zipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody();
  }

  private static Received received(String service, Span span) {
    return new Received(
        service,
        span.getName(),
        span.getKind().name(),
        hex(span.getTraceId()),
        hex(span.getSpanId()),
        hex(span.getParentSpanId()),
        span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR,
        attributes(span.getAttributesList()));
  }

  private static Map<String, String> attributes(List<KeyValue> attributes) {
    Map<String, String> values = new HashMap<>();
    attributes.forEach(each -> values.put(each.getKey(), each.getValue().getStringValue()));
    return values;
  }

  private static String hex(ByteString id) {
    return HexFormat.of().formatHex(id.toByteArray());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

package dev.plimsoll.tracing;

import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.Config;

/// OpenTelemetry's SDK, for spans alone, configured by the standard settings (`OTEL_…`). In a class
/// of its own, so that it is loaded only where it is used.
final class SpanSdk implements AutoCloseable {
  private static final String PREFIX = "otel.";

  /// A collector that does not answer must not keep a process from ending.
  private static final Duration LAST_EXPORT = Duration.ofSeconds(2);

  private final OpenTelemetrySdk sdk;

  private SpanSdk(OpenTelemetrySdk sdk) {
    this.sdk = sdk;
  }

  static SpanSdk open(Config config) {
    return new SpanSdk(
        AutoConfiguredOpenTelemetrySdk.builder()
            .disableShutdownHook()
            .addPropertiesSupplier(() -> defaults(config))
            .build()
            .getOpenTelemetrySdk());
  }

  /// Environment and system properties override them.
  private static Map<String, String> defaults(Config config) {
    Map<String, String> defaults = new HashMap<>();
    // The one protocol that needs no other HTTP client than the JDK's.
    defaults.put("otel.exporter.otlp.protocol", "http/protobuf");
    defaults.put("otel.metrics.exporter", "none");
    defaults.put("otel.logs.exporter", "none");
    config
        .getOptionalValue("quarkus.application.name", String.class)
        .ifPresent(name -> defaults.put("otel.service.name", name));
    for (String name : config.getPropertyNames()) {
      if (name.startsWith(PREFIX)) {
        config.getOptionalValue(name, String.class).ifPresent(it -> defaults.put(name, it));
      }
    }
    return defaults;
  }

  Tracer tracer(String scope) {
    return sdk.getTracer(scope);
  }

  @Override
  public void close() {
    sdk.shutdown().join(LAST_EXPORT.toMillis(), TimeUnit.MILLISECONDS);
  }
}

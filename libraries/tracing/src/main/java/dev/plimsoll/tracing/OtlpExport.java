package dev.plimsoll.tracing;

import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Export of spans by OTLP, where `OTEL_EXPORTER_OTLP_ENDPOINT` or
/// `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT` says where to. Without it nothing is recorded, and the
/// SDK is not even loaded.
@Singleton
public final class OtlpExport {
  private static final Logger LOG = LoggerFactory.getLogger(OtlpExport.class);
  private static final String SCOPE = "dev.plimsoll";
  private static final String DISABLED = "otel.sdk.disabled";

  /// A relay sends at once what an earlier process has left: services begin to work from 0 on. A
  /// process that only migrates has ended before, at -10.
  private static final int BEFORE_ANY_WORK = -5;

  private static volatile @Nullable Tracer exported;

  private final Config config;
  private @Nullable SpanSdk sdk;

  public OtlpExport(Config config) {
    this.config = config;
  }

  static boolean isOn() {
    return exported != null;
  }

  /// One that records nothing and hands on its parent's context, where no span is exported.
  static Tracer tracer() {
    Tracer on = exported;
    return on == null ? TracerProvider.noop().get(SCOPE) : on;
  }

  void start(@Observes @Priority(BEFORE_ANY_WORK) StartupEvent event) {
    if (!isWanted()) {
      return;
    }
    SpanSdk opened = SpanSdk.open(config);
    sdk = opened;
    exported = opened.tracer(SCOPE);
    LOG.info("event=spans.exported");
  }

  private boolean isWanted() {
    return Stream.of("otel.exporter.otlp.endpoint", "otel.exporter.otlp.traces.endpoint")
            .anyMatch(name -> config.getOptionalValue(name, String.class).isPresent())
        && !config.getOptionalValue(DISABLED, Boolean.class).orElse(false);
  }

  void stop(@Observes ShutdownEvent event) {
    exported = null;
    SpanSdk open = sdk;
    if (open != null) {
      open.close();
    }
  }
}

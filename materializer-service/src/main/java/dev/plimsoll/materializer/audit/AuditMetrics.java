package dev.plimsoll.materializer.audit;

import static dev.plimsoll.materializer.metrics.Meters.gauge;
import static dev.plimsoll.materializer.metrics.Meters.seconds;

import dev.plimsoll.offsetlog.audit.AuditTurns;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/// What the last audit of the background has found, as metrics; the same in every pod. NaN until
/// the first.
@Startup
@Singleton
public final class AuditMetrics {
  private final BackgroundAudit audit;

  public AuditMetrics(MeterRegistry registry, BackgroundAudit audit) {
    this.audit = audit;
    gauge(
        registry,
        "plimsoll.materializer.audit.findings",
        "What is wrong with the log; must be 0",
        ofLast(AuditTurns.Last::findings));
    gauge(
        registry,
        "plimsoll.materializer.audit.lag.records",
        "Records with an offset that were not audited yet when the last audit ended",
        ofLast(AuditTurns.Last::lagRecords));
    gauge(
        registry,
        "plimsoll.materializer.audit.took.seconds",
        "How long the last audit took",
        ofLast(turn -> seconds(turn.took())));
    gauge(
        registry,
        "plimsoll.materializer.audit.age.seconds",
        "How long ago the last audit ended",
        ofLast(turn -> seconds(Duration.between(turn.endedAt(), Instant.now()))));
  }

  private Supplier<Number> ofLast(ToDoubleFunction<AuditTurns.Last> of) {
    return () -> audit.last().map(of::applyAsDouble).orElse(Double.NaN);
  }
}

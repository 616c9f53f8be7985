package dev.plimsoll.materializer.flow;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/// What the last looks have seen, as metrics.
@Startup
@Singleton
public final class FlowMetrics {
  public FlowMetrics(MeterRegistry registry, HeldSnapshots held) {
    Gauge.builder(
            "plimsoll.materializer.snapshot.held.seconds",
            held,
            h -> h.last().held().toMillis() / (double) TimeUnit.SECONDS.toMillis(1))
        .description("How long whoever keeps the most dead rows from being cleared has done so")
        .register(registry);
    Gauge.builder(
            "plimsoll.materializer.snapshot.alert", held, h -> h.last().alert() == null ? 0 : 1)
        .description("1 while somebody holds an old snapshot or dead rows are not cleared")
        .register(registry);
    Gauge.builder("plimsoll.materializer.dead.rows", held, h -> h.last().deadRows())
        .description("Dead rows of the log's hot tables")
        .register(registry);
  }
}

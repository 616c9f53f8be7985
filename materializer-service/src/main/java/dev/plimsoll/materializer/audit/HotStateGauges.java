package dev.plimsoll.materializer.audit;

import dev.plimsoll.offsetlog.audit.HotState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;

/// What the last probe saw, as metrics. NaN until the first.
@Singleton
public final class HotStateGauges {
  private static final HotState.Look NONE = new HotState.Look(-1, -1, -1);

  private final AtomicReference<HotState.Look> last = new AtomicReference<>(NONE);

  public HotStateGauges(MeterRegistry registry) {
    gauge(
        registry,
        "plimsoll.materializer.partitions",
        "Partitions of the log",
        HotState.Look::partitions);
    gauge(
        registry,
        "plimsoll.materializer.torn.partitions",
        "Partitions whose next offset is not their batches' end; must be 0",
        HotState.Look::tornPartitions);
    gauge(
        registry,
        "plimsoll.materializer.unpublished.records",
        "Records with an offset that log.commits has not published yet",
        HotState.Look::unpublishedRecords);
  }

  /// Partitions that the last probe saw torn; none before the first.
  long tornPartitions() {
    return Math.max(last.get().tornPartitions(), 0);
  }

  void update(HotState.Look look) {
    last.set(look);
  }

  private void gauge(
      MeterRegistry registry, String name, String description, ToDoubleFunction<HotState.Look> of) {
    Gauge.builder(
            name, last, look -> look.get() == NONE ? Double.NaN : of.applyAsDouble(look.get()))
        .description(description)
        .register(registry);
  }
}

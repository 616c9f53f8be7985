package dev.plimsoll.materializer.audit;

import static dev.plimsoll.materializer.metrics.Meters.gauge;

import dev.plimsoll.offsetlog.audit.HotState;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// What the last probe saw, as metrics. NaN until the first.
@Singleton
public final class HotStateGauges {
  private volatile HotState.@Nullable Look last;

  public HotStateGauges(MeterRegistry registry) {
    gauge(
        registry,
        "plimsoll.materializer.partitions",
        "Partitions of the log",
        ofLast(HotState.Look::partitions));
    gauge(
        registry,
        "plimsoll.materializer.torn.partitions",
        "Partitions whose next offset is not their batches' end; must be 0",
        ofLast(HotState.Look::tornPartitions));
    gauge(
        registry,
        "plimsoll.materializer.unpublished.records",
        "Records with an offset that log.commits has not published yet",
        ofLast(HotState.Look::unpublishedRecords));
  }

  private Supplier<Number> ofLast(ToDoubleFunction<HotState.Look> of) {
    return () -> {
      HotState.Look look = last;
      return look == null ? Double.NaN : of.applyAsDouble(look);
    };
  }

  /// Partitions that the last probe saw torn; none before the first.
  long tornPartitions() {
    HotState.Look look = last;
    return look == null ? 0 : look.tornPartitions();
  }

  void update(HotState.Look look) {
    last = look;
  }
}

package dev.plimsoll.builder.lane;

import dev.plimsoll.builder.slot.SlotBoard;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.build.Lane;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;

/// Metrics of this process' builds. Labels are lanes and outcomes: few, and known beforehand.
@Singleton
public final class BuildMeters {
  private final MeterRegistry registry;

  public BuildMeters(MeterRegistry registry, SlotBoard board) {
    this.registry = registry;
    for (Lane lane : Lane.values()) {
      Gauge.builder("plimsoll.builder.slots.busy", board, it -> it.busy(lane))
          .description("Builds at hand")
          .tag("lane", lane.value())
          .register(registry);
    }
  }

  void ended(Lane lane, BuildEvent end) {
    String outcome =
        switch (end) {
          case BuildEvent.Succeeded ok -> {
            Timer.builder("plimsoll.builder.create.index")
                .description("CREATE INDEX CONCURRENTLY of builds that succeeded")
                .tag("lane", lane.value())
                .register(registry)
                .record(ok.timing().create());
            Timer.builder("plimsoll.builder.recipe")
                .description("All steps of builds that succeeded")
                .tag("lane", lane.value())
                .register(registry)
                .record(ok.timing().total());
            yield "succeeded";
          }
          case BuildEvent.Failed failed -> failed.failure().code().value();
          case BuildEvent.Cancelled _ -> "cancelled";
          case BuildEvent.Started _, BuildEvent.Progressed _ ->
              throw new IllegalStateException("no end: " + end);
        };
    count(lane, outcome);
  }

  void malformed(Lane lane) {
    count(lane, "malformed");
  }

  private void count(Lane lane, String outcome) {
    Counter.builder("plimsoll.builder.builds")
        .description("Builds that have ended: succeeded, cancelled, malformed, or by error code")
        .tag("lane", lane.value())
        .tag("outcome", outcome)
        .register(registry)
        .increment();
  }
}

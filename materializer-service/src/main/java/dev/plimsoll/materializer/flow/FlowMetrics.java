package dev.plimsoll.materializer.flow;

import dev.plimsoll.offsetlog.assignment.Shards;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.time.Duration;

/// What the last looks have seen, as metrics.
@Startup
@Singleton
public final class FlowMetrics {
  public FlowMetrics(
      MeterRegistry registry,
      BacklogGate gate,
      Intake intake,
      HeldSnapshots held,
      StalledShards standStill) {
    Gauge.builder("plimsoll.materializer.shards.stalled", standStill, s -> s.shards().size())
        .description("Shards where batches wait and none has got offsets for long")
        .register(registry);
    for (int shard = 0; shard < Shards.COUNT; shard++) {
      int number = shard;
      Gauge.builder("plimsoll.materializer.shard.oldest.seconds", gate, g -> oldest(g, number))
          .tag("shard", Integer.toString(shard))
          .description("How long the oldest batch that waits in a shard has waited")
          .register(registry);
    }
    Gauge.builder("plimsoll.materializer.pending.batches", gate, g -> g.last().backlog().batches())
        .description("Batches accepted that have no offset yet; exact where they are few")
        .register(registry);
    Gauge.builder(
            "plimsoll.materializer.pending.oldest.seconds",
            gate,
            g -> seconds(g.last().backlog().oldest()))
        .description("How long the oldest of them has waited")
        .register(registry);
    Gauge.builder(
            "plimsoll.materializer.gate.closed",
            gate,
            g -> g.last().state() instanceof GateState.Closed ? 1 : 0)
        .description("1 while so many batches wait that no more are taken")
        .register(registry);
    Gauge.builder("plimsoll.materializer.intake.paused", intake, i -> i.paused() ? 1 : 0)
        .description("1 while log.events is paused for it")
        .register(registry);
    Gauge.builder(
            "plimsoll.materializer.snapshot.held.seconds", held, h -> seconds(h.last().held()))
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

  private static double oldest(BacklogGate gate, int shard) {
    return gate.last().backlog().heads().stream()
        .filter(head -> head.shard() == shard)
        .mapToDouble(head -> seconds(head.oldest()))
        .findFirst()
        .orElse(0);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1_000.0;
  }
}

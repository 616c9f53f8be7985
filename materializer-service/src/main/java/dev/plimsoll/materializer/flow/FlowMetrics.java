package dev.plimsoll.materializer.flow;

import static dev.plimsoll.materializer.metrics.Meters.gauge;
import static dev.plimsoll.materializer.metrics.Meters.seconds;

import dev.plimsoll.offsetlog.assignment.Shards;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;

/// Metrics of backlog, gate and old snapshots.
@Startup
@Singleton
public final class FlowMetrics {
  public FlowMetrics(
      MeterRegistry registry,
      BacklogGate gate,
      Intake intake,
      HeldSnapshots held,
      StalledShards standStill) {
    gauge(
        registry,
        "plimsoll.materializer.shards.stalled",
        "Shards where batches wait and none has got offsets for long",
        () -> standStill.shards().size());
    for (int shard = 0; shard < Shards.COUNT; shard++) {
      int number = shard;
      Gauge.builder("plimsoll.materializer.shard.oldest.seconds", gate, g -> oldest(g, number))
          .tag("shard", Integer.toString(shard))
          .description("How long the oldest batch that waits in a shard has waited")
          .register(registry);
    }
    gauge(
        registry,
        "plimsoll.materializer.pending.batches",
        "Batches accepted that have no offset yet; exact where they are few",
        () -> gate.last().backlog().batches());
    gauge(
        registry,
        "plimsoll.materializer.pending.oldest.seconds",
        "How long the oldest of them has waited",
        () -> seconds(gate.last().backlog().oldest()));
    gauge(
        registry,
        "plimsoll.materializer.gate.closed",
        "1 while so many batches wait that no more are taken",
        () -> gate.last().state() instanceof GateState.Closed ? 1 : 0);
    gauge(
        registry,
        "plimsoll.materializer.intake.paused",
        "1 while log.events is paused for it",
        () -> intake.paused() ? 1 : 0);
    gauge(
        registry,
        "plimsoll.materializer.snapshot.held.seconds",
        "How long whoever keeps the most dead rows from being cleared has done so",
        () -> seconds(held.last().held()));
    gauge(
        registry,
        "plimsoll.materializer.snapshot.alert",
        "1 while somebody holds an old snapshot or dead rows are not cleared",
        () -> held.last().alert() == null ? 0 : 1);
    gauge(
        registry,
        "plimsoll.materializer.dead.rows",
        "Dead rows of the log's hot tables",
        () -> held.last().deadRows());
  }

  private static double oldest(BacklogGate gate, int shard) {
    return gate.last().backlog().heads().stream()
        .filter(head -> head.shard() == shard)
        .mapToDouble(head -> seconds(head.oldest()))
        .findFirst()
        .orElse(0);
  }
}

package dev.plimsoll.materializer.flow;

import dev.plimsoll.offsetlog.backlog.BacklogReader;
import dev.plimsoll.offsetlog.backlog.LogBacklog;
import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.postgres.transaction.Transactions;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/// Begins to look once the schema is there, and before the first poll.
@Singleton
public final class FlowWatch {
  /// After the service's own start (100), before SmallRye begins to poll (1000).
  private static final int BEFORE_POLLING = 200;

  private final PeriodicWork backlog;
  private final PeriodicWork snapshots;

  public FlowWatch(
      FlowConfig config,
      Transactions transactions,
      BacklogGate gate,
      Intake intake,
      HeldSnapshots held,
      StalledShards standStill,
      ShardWaits waits) {
    BacklogReader reader = new BacklogReader(transactions, BacklogReader.ROWS_OF_AN_END);
    backlog =
        PeriodicWork.every("backlog-watch", config.backlogInterval())
            .runs(
                () -> {
                  LogBacklog seen = reader.read();
                  standStill.see(seen);
                  gate.see(seen, standStill.shards());
                  intake.follow(gate.last().state());
                  waits.see(seen);
                });
    snapshots = PeriodicWork.every("snapshot-watch", config.snapshotInterval()).runs(held::look);
  }

  void start(@Observes @Priority(BEFORE_POLLING) StartupEvent event) {
    backlog.start();
    snapshots.start();
  }

  void stop(@Observes ShutdownEvent event) {
    backlog.close();
    snapshots.close();
  }
}

package dev.plimsoll.materializer.flow;

import dev.plimsoll.offsetlog.backlog.BacklogReader;
import dev.plimsoll.offsetlog.backlog.LogBacklog;
import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.postgres.transaction.Transactions;
import jakarta.inject.Singleton;
import java.util.List;

/// Background looks at backlog and snapshots, from the schema's migration on.
@Singleton
public final class FlowWatch {
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

  public List<PeriodicWork> work() {
    return List.of(backlog, snapshots);
  }
}

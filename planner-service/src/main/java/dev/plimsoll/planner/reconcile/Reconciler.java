package dev.plimsoll.planner.reconcile;

import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.planner.build.BuildProgress;
import dev.plimsoll.planner.database.DatabaseEntity;
import dev.plimsoll.planner.database.Databases;
import dev.plimsoll.planner.database.PlannerConfig;
import dev.plimsoll.planner.dispatch.DispatchLoop;
import dev.plimsoll.planner.loadline.DiskUse;
import dev.plimsoll.planner.messaging.Topics;
import dev.plimsoll.postgres.connection.PostgresConnector;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/// Holds what is in flight against the ledger, the broker and the targets, every so often, and
// mends
/// what differs.
@ApplicationScoped
public class Reconciler {
  private final LedgerSums sums;
  private final LostCommands lost;
  private final DiskUse disk;
  private final Databases databases;
  private final DispatchLoop dispatch;
  private final PeriodicWork work;

  public Reconciler(
      DataSource dataSource,
      Databases databases,
      BuildProgress progress,
      DiskUse disk,
      DispatchLoop dispatch,
      PostgresConnector connector,
      Topics topics,
      @Identifier("default-kafka-broker") Map<String, Object> kafka,
      PlannerConfig config,
      Clock clock) {
    this.sums = new LedgerSums(dataSource);
    this.lost =
        new LostCommands(
            dataSource,
            databases,
            progress,
            connector,
            topics,
            kafka,
            config.reconcile().silence(),
            clock);
    this.disk = disk;
    this.databases = databases;
    this.dispatch = dispatch;
    this.work =
        PeriodicWork.every("reconciler", config.reconcile().interval())
            .afterAnInterval()
            .runs(this::round);
  }

  public void start() {
    work.start();
  }

  private void round() throws SQLException, InterruptedException {
    List<DatabaseEntity> all =
        QuarkusTransaction.requiringNew().call(() -> databases.list("removedAt is null"));
    all.forEach(disk::look);
    boolean mended = sums.mend();
    mended |= lost.find();
    if (mended) {
      dispatch.wake();
    }
  }

  public void stop() {
    work.close();
  }
}

package dev.plimsoll.planner.reconcile;

import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.planner.build.BuildProgress;
import dev.plimsoll.planner.config.PlannerConfig;
import dev.plimsoll.planner.database.DatabaseEntity;
import dev.plimsoll.planner.database.Databases;
import dev.plimsoll.planner.dispatch.DispatchLoop;
import dev.plimsoll.planner.loadline.DiskUse;
import dev.plimsoll.planner.messaging.PlannerTopics;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.postgres.transaction.Transactions;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/// Periodic reconciliation of builds in flight with ledger, broker and targets.
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
      PostgresConnections connector,
      PlannerTopics topics,
      @Identifier("default-kafka-broker") Map<String, Object> kafka,
      PlannerConfig config,
      Clock clock) {
    Transactions transactions = new Transactions(dataSource);
    this.sums = new LedgerSums(transactions);
    this.lost =
        new LostCommands(
            transactions,
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

  /// A step that fails does not stop the others.
  private void round() throws Exception {
    List<DatabaseEntity> all = QuarkusTransaction.requiringNew().call(databases::forBuilds);
    AtomicBoolean mended = new AtomicBoolean();
    try (LostCommands.Look look = lost.look()) {
      Map<String, Step> steps = new LinkedHashMap<>();
      steps.put("load lines", sums::mend);
      look.silent().forEach(build -> steps.put("build " + build.id(), () -> look.isMended(build)));
      all.forEach(database -> steps.put("disk of " + database.name(), () -> look(database)));
      work.each(
          steps.keySet(),
          name -> {
            if (Objects.requireNonNull(steps.get(name)).mends()) {
              mended.set(true);
            }
          });
    }
    if (mended.get()) {
      dispatch.wake();
    }
  }

  private boolean look(DatabaseEntity database) {
    disk.look(database.name(), database.address());
    return false;
  }

  @FunctionalInterface
  private interface Step {
    boolean mends() throws Exception;
  }

  public void stop() {
    work.close();
  }
}

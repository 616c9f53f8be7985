package dev.plimsoll.planner.maintenance;

import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.postgres.transaction.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Cycles of all databases that are due, begun by the one planner that leads; and forgetting.
@ApplicationScoped
public class MaintenanceLoop {
  private static final Logger LOG = Logger.getLogger(MaintenanceLoop.class);

  private final Transactions transactions;
  private final Leadership leadership;
  private final MaintenanceCycle cycle;
  private final MaintenanceWorker worker;
  private final MaintenanceConfig config;
  private final PeriodicWork work;

  public MaintenanceLoop(
      DataSource dataSource,
      MaintenanceCycle cycle,
      MaintenanceWorker worker,
      MaintenanceConfig config) {
    this.transactions = new Transactions(dataSource);
    this.leadership = new Leadership(transactions, UUID.randomUUID(), config.lease());
    this.cycle = cycle;
    this.worker = worker;
    this.config = config;
    this.work =
        PeriodicWork.every("maintenance", config.poll())
            .afterAnInterval()
            .mayTake(config.look().multipliedBy(10))
            .runs(this::round);
  }

  public void start() {
    work.start();
    worker.start();
  }

  /// Call after a cycle became due.
  void wake() {
    work.wake();
  }

  private void round() throws Exception {
    @Nullable Long epoch = leadership.acquire();
    if (epoch == null) {
      return;
    }
    List<String> due = transactions.statements(SettingsStore::due);
    work.each(due, database -> cycle(database, epoch));
    worker.settle();
    transactions.statements(
        connection ->
            ActionStore.forget(connection, config.kept())
                + SizeStore.forget(connection, config.keptSizes()));
    if (!due.isEmpty()) {
      worker.wake();
    }
  }

  private void cycle(String database, long epoch) throws SQLException {
    // A look may take as long as the lease: each begins with a fresh one.
    if (leadership.acquire() != null) {
      cycle.of(database, connection -> leadership.require(connection, epoch));
    }
  }

  public void stop() {
    work.close();
    worker.stop();
    try {
      leadership.resign();
    } catch (SQLException e) {
      LOG.debugf(e, "the lease of maintenance ends by itself");
    }
  }
}

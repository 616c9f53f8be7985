package dev.plimsoll.sync.iceberg;

import dev.plimsoll.connector.iceberg.CommittedSnapshot;
import dev.plimsoll.connector.iceberg.IcebergCatalogs;
import dev.plimsoll.connector.iceberg.IcebergRun;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.sync.config.SyncConfig;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.recovery.ExceptionCodes;
import dev.plimsoll.sync.recovery.OpenWork;
import dev.plimsoll.sync.recovery.SideEffect;
import dev.plimsoll.sync.recovery.SideEffects;
import dev.plimsoll.sync.table.TaskLease;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.jboss.logging.Logger;

/// Commits of extracted tables to their Iceberg tables. A look at intervals finds what a killed
/// process had begun, too.
///
/// A lease keeps two processes from doing the same work. Nothing depends on it: a process that has
/// lost it unknowingly finds the run in the table, or is refused by the catalog and finds it then.
@Singleton
public final class IcebergCommits {
  private static final Logger LOG = Logger.getLogger(IcebergCommits.class);
  private static final int AT_A_TIME = 2;
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

  private final IcebergLedger ledger;
  private final IcebergCatalogs catalogs;
  private final SyncDatabase database;
  private final SideEffects effects;
  private final OpenWork open;

  public IcebergCommits(
      IcebergLedger ledger,
      IcebergCatalogs catalogs,
      SyncDatabase database,
      SideEffects effects,
      SyncConfig config) {
    this.ledger = ledger;
    this.catalogs = catalogs;
    this.database = database;
    this.effects = effects;
    this.open =
        new OpenWork("iceberg", config.recoveryInterval(), AT_A_TIME, ledger::open, this::work);
  }

  void start(@Observes StartupEvent event) {
    open.start();
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    open.stop(STOP_PATIENCE);
  }

  private void work(UUID tableId) {
    try (TaskLease lease = TaskLease.tryAcquire(database, tableId)) {
      if (lease != null) {
        ledger.run(tableId).ifPresent(this::commit);
      }
    } catch (SQLException | RuntimeException e) {
      failed(tableId, ExceptionCodes.of(e));
    }
  }

  private void commit(IcebergRun run) {
    CommittedSnapshot committed =
        effects.perform(
            SideEffect.COMMIT_SNAPSHOT,
            () -> catalogs.commit(run, ledger.base(run.id()), base -> ledger.begin(run.id(), base)),
            () -> catalogs.find(run, ledger.base(run.id())));
    effects.repeat(SideEffect.NOTE_SNAPSHOT, () -> ledger.committed(run.id(), committed));
    LOG.infof(
        "committed to an Iceberg table: table=%s run=%s snapshot=%s files=%d",
        run.target(), run.id(), committed.snapshotId(), run.files().size());
  }

  private void failed(UUID tableId, PlimsollException failure) {
    ErrorCode code = failure.code();
    if (code == ErrorCode.INTERRUPTED) {
      return;
    }
    String cause = ExceptionCodes.message(failure);
    if (code.isTransient()) {
      LOG.warnf(
          "commit waits and is tried again: run=%s code=%s cause=%s", tableId, code.value(), cause);
      return;
    }
    if (code == ErrorCode.INTERNAL) {
      LOG.errorf(failure, "commit failed: run=%s code=%s", tableId, code.value());
    } else {
      LOG.warnf("commit failed: run=%s code=%s cause=%s", tableId, code.value(), cause);
    }
    try {
      ledger.failed(tableId, failure);
    } catch (PlimsollException e) {
      LOG.warnf("a failed commit could not be noted: cause=%s", ExceptionCodes.message(e));
    }
  }
}

package dev.plimsoll.sync.redshift;

import dev.plimsoll.connector.redshift.CopyLoad;
import dev.plimsoll.connector.redshift.CopyManifest;
import dev.plimsoll.connector.redshift.RedshiftTarget;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.outbox.OutboxRelay;
import dev.plimsoll.sync.config.SyncConfig;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.recovery.ExceptionCodes;
import dev.plimsoll.sync.recovery.OpenWork;
import dev.plimsoll.sync.recovery.SideEffect;
import dev.plimsoll.sync.recovery.SideEffects;
import dev.plimsoll.sync.registry.Registry;
import dev.plimsoll.sync.storage.ObjectStore;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.table.SyncMetrics;
import dev.plimsoll.sync.table.TableFailures;
import dev.plimsoll.sync.table.TaskLease;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.jboss.logging.Logger;

/// Loads of tables into Redshifts, each by one COPY, polled so that work of a killed process is
/// found.
///
/// A lease keeps two processes from doing the same work. Nothing depends on it: a process that has
/// lost it unknowingly waits for the ledger's lock at the cluster, and finds the load noted.
@Singleton
public final class RedshiftLoads {
  private static final Logger LOG = Logger.getLogger(RedshiftLoads.class);
  // Loads of one cluster run one after the other: more threads are for other clusters.
  private static final int AT_A_TIME = 2;
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

  private final RedshiftStore store;
  private final RedshiftTarget target;
  private final Registry registry;
  private final ObjectStore objects;
  private final SyncDatabase database;
  private final SideEffects effects;
  private final TableFailures failures;
  private final SyncMetrics metrics;
  private final OutboxRelay relay;
  private final OpenWork open;

  public RedshiftLoads(
      RedshiftStore store,
      RedshiftTarget target,
      Registry registry,
      ObjectStore objects,
      SyncDatabase database,
      SideEffects effects,
      TableFailures failures,
      SyncMetrics metrics,
      OutboxRelay relay,
      SyncConfig config) {
    this.store = store;
    this.target = target;
    this.registry = registry;
    this.objects = objects;
    this.database = database;
    this.effects = effects;
    this.failures = failures;
    this.metrics = metrics;
    this.relay = relay;
    this.open =
        new OpenWork("redshift", config.recoveryInterval(), AT_A_TIME, store::open, this::work);
  }

  void start(@Observes StartupEvent event) {
    open.start();
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    open.stop(STOP_PATIENCE);
  }

  private void work(UUID tableId) {
    try (TaskLease lease = TaskLease.tryAcquire(database, tableId)) {
      // The last holder may have finished the table.
      if (lease != null && store.open().contains(tableId)) {
        work(store.run(tableId));
      }
    } catch (SQLException | RuntimeException e) {
      LOG.warnf("no answer on a table to load, asks again: cause=%s", ExceptionCodes.message(e));
    }
  }

  private void work(RedshiftRun run) {
    try {
      load(run);
    } catch (RuntimeException e) {
      failures.take("load", run.table(), e);
    }
    relay.wake();
  }

  private void load(RedshiftRun run) {
    ExtractTable table = run.table();
    CopyLoad load = run.load();
    DatabaseAddress address =
        registry
            .loadedByFiles(Objects.requireNonNull(table.target(), "a load has a target"))
            .address();
    CopyLoad.requireTypes(load.name(), load.columns());
    effects.repeat(SideEffect.PREPARE_TARGET, () -> target.prepare(address, load));
    if (!load.files().isEmpty()) {
      copy(address, load, run.manifestKey(objects));
    }
    effects.repeat(SideEffect.NOTE_LOADED, () -> store.loaded(table.id()));
  }

  private void copy(DatabaseAddress address, CopyLoad load, String manifestKey) {
    CopyManifest list = CopyManifest.of(objects.bucket(), load.files());
    String manifest = list.write(objects, manifestKey);
    long start = System.nanoTime();
    metrics.loadBegun();
    boolean copied;
    try {
      copied =
          effects.perform(
              SideEffect.COMMIT_LOAD,
              () -> target.load(address, load, list.id(), manifest),
              () -> target.readBack(address, load, list.id()));
    } finally {
      metrics.loadEnded(Duration.ofNanos(System.nanoTime() - start));
    }
    if (copied) {
      metrics.loaded(load.rows());
    }
    LOG.infof(
        "table %s: table=%s manifest=%s rows=%d elapsed=%s",
        copied ? "loaded" : "was loaded before",
        load.name(),
        manifest,
        load.rows(),
        Duration.ofNanos(System.nanoTime() - start));
  }
}

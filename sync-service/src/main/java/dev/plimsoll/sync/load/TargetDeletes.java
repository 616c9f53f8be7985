package dev.plimsoll.sync.load;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.loading.KeyDeletes;
import dev.plimsoll.connector.loading.Target;
import dev.plimsoll.connector.source.Source;
import dev.plimsoll.connector.source.SourceKeys;
import dev.plimsoll.connector.source.SourceKeys.KeyRange;
import dev.plimsoll.connector.table.TableStructure;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.KnownDatabase;
import dev.plimsoll.outbox.OutboxRelay;
import dev.plimsoll.sync.config.SyncConfig;
import dev.plimsoll.sync.increment.DeleteLimit;
import dev.plimsoll.sync.increment.Increment;
import dev.plimsoll.sync.recovery.ExceptionCodes;
import dev.plimsoll.sync.recovery.FaultPoints;
import dev.plimsoll.sync.recovery.FaultPoints.Moment;
import dev.plimsoll.sync.recovery.OpenWork;
import dev.plimsoll.sync.recovery.SideEffect;
import dev.plimsoll.sync.registry.ByKind;
import dev.plimsoll.sync.registry.Registry;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.table.TableFailures;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/// Deletes of rows at the target whose keys the source has no more, for increments that ask for
/// them. Each runs when its table is loaded. All keys are compared first, so that nothing is
/// deleted beyond the limit.
///
/// No other increment of the table is merged meanwhile: this one holds the watermark. The deletes
/// of a range and the progress are one transaction. A process that continues after a kill compares
/// again, under new snapshots, counts no delete twice and keeps to the limit.
///
/// A failure that may pass is tried again without end; any other fails its table.
@Singleton
public final class TargetDeletes {
  private static final Logger LOG = Logger.getLogger(TargetDeletes.class);

  private static final Duration LOOK_AROUND = Duration.ofSeconds(1);
  // Each holds a snapshot at either side. More than one, so that a table of many keys does not keep
  // small ones waiting.
  private static final int AT_A_TIME = 4;

  private final LoadProgressStore store;
  private final ByKind<Source> sources;
  private final ByKind<Target> targets;
  private final Registry registry;
  private final FaultPoints faults;
  private final PartitionLoader loader;
  private final TableFailures failures;
  private final OutboxRelay relay;
  private final OpenWork open;

  public TargetDeletes(
      LoadProgressStore store,
      ByKind<Source> sources,
      ByKind<Target> targets,
      Registry registry,
      FaultPoints faults,
      PartitionLoader loader,
      TableFailures failures,
      OutboxRelay relay,
      SyncConfig config) {
    this.store = store;
    this.sources = sources;
    this.targets = targets;
    this.registry = registry;
    this.faults = faults;
    this.loader = loader;
    this.failures = failures;
    this.relay = relay;
    this.open =
        new OpenWork(
            "deletes",
            SyncConfig.recovering(config, LOOK_AROUND),
            AT_A_TIME,
            store::toCompare,
            this::work);
  }

  void start(@Observes StartupEvent event) {
    open.start();
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    open.stop(Duration.ZERO);
  }

  private void work(UUID tableId) {
    try {
      // The table may have waited for its turn.
      if (isWanted(tableId)) {
        work(store.table(tableId));
      }
    } catch (RuntimeException e) {
      LOG.warnf("no answer on a table to compare, asks again: cause=%s", ExceptionCodes.message(e));
    }
  }

  private boolean isWanted(UUID tableId) {
    return !Thread.currentThread().isInterrupted() && store.isToCompare(tableId);
  }

  private void work(ExtractTable table) {
    try {
      OptionalLong deleted = compare(table, () -> isWanted(table.id()));
      if (deleted.isPresent()) {
        store.noteDeleted(table.id(), deleted.getAsLong());
        loader.noteEnd(table.id());
        relay.wake();
      }
    } catch (SQLException | RuntimeException e) {
      failures.take("comparison of keys", table, e);
    }
  }

  /// @return rows deleted in all; empty where another process works on them
  /// @throws PlimsollException TOO_MANY_DELETES, ROW_REFUSED where the target keeps a row,
  ///     TARGET_REPLACED, INTERRUPTED, or that a server cannot be reached
  private OptionalLong compare(ExtractTable table, BooleanSupplier wanted) throws SQLException {
    KnownDatabase into = registry.loadedByBatches(Objects.requireNonNull(table.target()));
    try (KeyDeletes deletes =
        targets.of(into.kind()).deletes(into.address(), table.load()).orElse(null)) {
      if (deletes == null) {
        return OptionalLong.empty();
      }
      if (!deletes.progress().finished()) {
        deletes.takeSnapshot();
        try (SourceKeys source = atSource(table)) {
          delete(table, deletes, source, wanted);
        }
      }
      return OptionalLong.of(deletes.progress().deleted());
    }
  }

  private SourceKeys atSource(ExtractTable table) throws SQLException {
    KnownDatabase source = registry.source(table.reading().source());
    TableStructure structure = table.definition().structure();
    return sources
        .of(source.kind())
        .heldKeys(
            source.address(),
            "plimsoll-sync deletes",
            table.name(),
            structure.only(),
            Column.named(structure.primaryKey(), structure.columns()));
  }

  private void delete(
      ExtractTable table, KeyDeletes deletes, SourceKeys source, BooleanSupplier wanted)
      throws SQLException {
    KeyDeletes.Found found = deletes.compare(source, wanted);
    requireWithinLimit(table, found, deletes.progress().deleted());
    Iterator<KeyRange> ranges = found.ranges().iterator();
    do {
      KeyRange range = ranges.hasNext() ? ranges.next() : null;
      deletes.delete(range, !ranges.hasNext());
      faults.reached(SideEffect.COMMIT_DELETES, Moment.BEFORE);
      deletes.commit();
      faults.reached(SideEffect.COMMIT_DELETES, Moment.AFTER);
    } while (!deletes.progress().finished());
    LOG.infof(
        "keys compared: table=%s keys=%d deleted=%d ranges-with-deletes=%d",
        table.name(), found.keys(), deletes.progress().deleted(), found.ranges().size());
  }

  private static void requireWithinLimit(
      ExtractTable table, KeyDeletes.Found found, long deletedBefore) {
    Increment increment = Objects.requireNonNull(table.definition().increment());
    DeleteLimit limit = Objects.requireNonNull(increment.deletes());
    String exceeded = limit.exceededBy(deletedBefore + found.gone(), deletedBefore + found.keys());
    if (exceeded != null) {
      throw new PlimsollException(
          ErrorCode.TOO_MANY_DELETES,
          "%s: %s; %s"
              .formatted(
                  table.name(),
                  exceeded,
                  deletedBefore == 0
                      ? "none was deleted"
                      : deletedBefore + " were deleted before"));
    }
  }
}

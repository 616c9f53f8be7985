package dev.plimsoll.sync.load;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.loading.BatchFiles;
import dev.plimsoll.connector.loading.BatchLoading;
import dev.plimsoll.connector.loading.LoadOutcome;
import dev.plimsoll.connector.loading.LoadableBatch;
import dev.plimsoll.connector.loading.MergeCounts;
import dev.plimsoll.connector.loading.Target;
import dev.plimsoll.connector.parquet.ParquetRowReader;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.KnownDatabase;
import dev.plimsoll.sync.recovery.ExceptionCodes;
import dev.plimsoll.sync.recovery.SideEffect;
import dev.plimsoll.sync.recovery.SideEffects;
import dev.plimsoll.sync.registry.ByKind;
import dev.plimsoll.sync.registry.Registry;
import dev.plimsoll.sync.storage.ObjectStore;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.table.SyncMetrics;
import dev.plimsoll.tracing.LogIds;
import dev.plimsoll.tracing.Traced;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jboss.logging.Logger;

/// Loader of one partition: its batches, by their offsets; and the end of a table's load.
@Singleton
public final class PartitionLoader {
  private static final Logger LOG = Logger.getLogger(PartitionLoader.class);

  private final LoadProgressStore store;
  private final TablePreparation preparation;
  private final ByKind<Target> targets;
  private final ObjectStore objects;
  private final Registry registry;
  private final SideEffects effects;
  private final SideEffects atTarget;
  private final SyncMetrics metrics;

  public PartitionLoader(
      LoadProgressStore store,
      TablePreparation preparation,
      ByKind<Target> targets,
      ObjectStore objects,
      Registry registry,
      SideEffects effects,
      SyncMetrics metrics) {
    this.store = store;
    this.preparation = preparation;
    this.targets = targets;
    this.objects = objects;
    this.registry = registry;
    this.effects = effects;
    this.atTarget = effects.briefly();
    this.metrics = metrics;
  }

  /// @return false where another process works on the partition, or the table has failed
  /// @throws PlimsollException with the code of a lasting failure
  boolean load(ExtractTable table, LoadPartition partition) {
    KnownDatabase into = registry.loadedByBatches(Objects.requireNonNull(table.target()));
    Target target = targets.of(into.kind());
    if (!table.loading().prepared() && !preparation.prepare(table, target, into.address())) {
      return false;
    }
    if (partition.partition() == LoadPartition.PREPARE_ONLY) {
      noteEnd(table.id());
      return true;
    }
    List<LoadableBatch> batches = store.pending(partition);
    if (batches.isEmpty()) {
      return true;
    }
    List<Column> columns = table.definition().columns();
    BatchFiles files =
        batch -> new ParquetRowReader(objects.open(batch.objectKey(), batch.bytes()), columns);
    try (Traced traced =
            Traced.stored("load", table.reading().traceparent())
                .id(LogIds.EXTRACT, table.extractId())
                .id(LogIds.TABLE, table.name());
        BatchLoading session =
            target.load(into.address(), table.load(), partition.partition(), files)) {
      for (LoadableBatch batch : batches) {
        try (LogIds _ = LogIds.of(LogIds.BATCH, partition.partition() + "/" + batch.baseOffset())) {
          if (!loadOne(table, session, batch)) {
            traced.leaveOut();
            return false;
          }
        }
      }
      noteEnd(table.id());
    }
    return true;
  }

  private boolean loadOne(ExtractTable table, BatchLoading session, LoadableBatch batch) {
    long start = System.nanoTime();
    metrics.loadBegun();
    LoadOutcome outcome;
    try {
      outcome =
          atTarget.perform(
              SideEffect.COMMIT_LOAD, () -> session.load(batch), () -> session.readBack(batch));
    } finally {
      metrics.loadEnded(Duration.ofNanos(System.nanoTime() - start));
    }
    switch (outcome) {
      case BUSY -> {
        return false;
      }
      case LOADED -> {
        metrics.loaded(batch.rows());
        LOG.infof(
            "batch loaded: table=%s base=%d rows=%d elapsed=%s",
            table.name(),
            batch.baseOffset(),
            batch.rows(),
            Duration.ofNanos(System.nanoTime() - start));
      }
      case ALREADY_THERE ->
          LOG.infof(
              "batch was loaded before: table=%s base=%d rows=%d",
              table.name(), batch.baseOffset(), batch.rows());
    }
    if (table.definition().increment() != null) {
      // Before the batch is noted: it may be the last, with which the table has ended.
      MergeCounts counts = atTarget.retrying("count what was merged", session::counted);
      effects.repeat(SideEffect.NOTE_LOADED, () -> store.noteMerged(table.id(), counts));
    }
    effects.repeat(SideEffect.NOTE_LOADED, () -> store.noteLoaded(table.id(), batch));
    return true;
  }

  /// Notes at the target that a load has ended, so that the next one, also of another installation,
  /// may have the table. Tried once: this installation knows its own loads without it. Does nothing
  /// while the table has not ended well.
  void noteEnd(UUID tableId) {
    ExtractTable table = store.table(tableId);
    if (table.state() != TableState.LOADED) {
      return;
    }
    try {
      KnownDatabase into = registry.loadedByBatches(Objects.requireNonNull(table.target()));
      targets.of(into.kind()).end(into.address(), table.load());
    } catch (SQLException | PlimsollException e) {
      LOG.warnf(
          "the end of a load could not be noted at the target: table=%s cause=%s",
          table.name(), ExceptionCodes.message(e));
    }
  }
}

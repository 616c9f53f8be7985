package dev.plimsoll.sync.load;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.sync.database.SyncDatabase;
import dev.plimsoll.sync.recovery.SideEffect;
import dev.plimsoll.sync.recovery.SideEffects;
import dev.plimsoll.sync.registry.Registry;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.table.SyncMetrics;
import dev.plimsoll.sync.targets.KnownLoads;
import dev.plimsoll.sync.targets.LoadOutcome;
import dev.plimsoll.sync.targets.LoadableBatch;
import dev.plimsoll.sync.targets.Merge;
import dev.plimsoll.sync.targets.TargetDatabase;
import dev.plimsoll.sync.targets.TargetSession;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;

/// Loader of one lane: its batches, in the order of their offsets.
@Singleton
public final class PartitionLoader {
  private static final Logger LOG = Logger.getLogger(PartitionLoader.class);

  private final LoadStore store;
  private final KnownLoads known;
  private final TargetDatabase target;
  private final LoadEnds ends;
  private final Registry registry;
  private final SideEffects effects;
  private final SideEffects atTarget;
  private final SyncMetrics metrics;

  public PartitionLoader(
      LoadStore store,
      SyncDatabase database,
      TargetDatabase target,
      LoadEnds ends,
      Registry registry,
      SideEffects effects,
      SyncMetrics metrics) {
    this.store = store;
    this.known = new KnownLoads(database);
    this.target = target;
    this.ends = ends;
    this.registry = registry;
    this.effects = effects;
    this.atTarget = effects.briefly();
    this.metrics = metrics;
  }

  /// @param table with a target
  /// @return false where another process works on the lane
  /// @throws dev.plimsoll.contracts.problem.PlimsollException with the code of what lastingly
  ///     prevents it
  boolean load(ExtractTable table, LoadPartition lane) {
    DatabaseAddress address = registry.loadedByBatches(Objects.requireNonNull(table.target()));
    if (!table.targetPrepared()) {
      prepare(table, address);
    }
    if (lane.partition() == LoadPartition.PREPARE_ONLY) {
      ends.note(table.id());
      return true;
    }
    List<LoadableBatch> batches = store.pending(lane);
    if (batches.isEmpty()) {
      return true;
    }
    try (TargetSession session = target.session(address, table, lane.partition())) {
      for (LoadableBatch batch : batches) {
        if (!loadOne(table, session, batch)) {
          return false;
        }
      }
    }
    ends.note(table.id());
    return true;
  }

  private void prepare(ExtractTable table, DatabaseAddress address) {
    List<Integer> partitions = store.partitions(table.id());
    atTarget.perform(
        SideEffect.PREPARE_TARGET,
        () -> {
          target.prepare(address, table, partitions, known);
          return true;
        },
        () -> target.isPrepared(address, table) ? Optional.of(true) : Optional.empty());
    effects.repeat(SideEffect.NOTE_PREPARED, () -> store.notePrepared(table.id()));
  }

  private boolean loadOne(ExtractTable table, TargetSession session, LoadableBatch batch) {
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
      noteMerged(table, session);
    }
    effects.repeat(SideEffect.NOTE_LOADED, () -> store.noteLoaded(table.id(), batch));
    return true;
  }

  // Before the batch is: it may be the last, with which the table has ended.
  private void noteMerged(ExtractTable table, TargetSession session) {
    Merge.Counts counts = atTarget.retrying("count what was merged", session::counted);
    effects.repeat(SideEffect.NOTE_LOADED, () -> store.noteMerged(table.id(), counts));
  }
}

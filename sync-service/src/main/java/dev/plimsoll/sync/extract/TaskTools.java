package dev.plimsoll.sync.extract;

import dev.plimsoll.connector.source.Source;
import dev.plimsoll.sync.config.SyncConfig;
import dev.plimsoll.sync.recovery.SideEffects;
import dev.plimsoll.sync.registry.ByKind;
import dev.plimsoll.sync.storage.ObjectStore;
import dev.plimsoll.sync.table.SyncMetrics;
import dev.plimsoll.sync.threshold.Thresholds;
import jakarta.inject.Singleton;

/// Beans for reading a read task.
@Singleton
public record TaskTools(
    ByKind<Source> sources,
    ObjectStore objects,
    LeftoverRemoval leftovers,
    TaskStore readTasks,
    RangeQueue ranges,
    SnapshotKeeper snapshots,
    SideEffects effects,
    SyncMetrics metrics,
    SyncConfig config,
    Thresholds thresholds) {}

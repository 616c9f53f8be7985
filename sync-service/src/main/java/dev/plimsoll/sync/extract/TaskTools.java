package dev.plimsoll.sync.extract;

import dev.plimsoll.sync.analysis.Analyses;
import dev.plimsoll.sync.config.SyncConfig;
import dev.plimsoll.sync.recovery.SideEffects;
import dev.plimsoll.sync.registry.Sources;
import dev.plimsoll.sync.storage.ObjectStore;
import dev.plimsoll.sync.table.SyncMetrics;
import dev.plimsoll.sync.threshold.Thresholds;
import jakarta.inject.Singleton;

/// What reading a read task works with.
@Singleton
public record TaskTools(
    Sources sources,
    ObjectStore objects,
    TaskStore readTasks,
    RangeQueue ranges,
    KeyRangeStore keyRanges,
    GenerationStore generations,
    SnapshotKeeper snapshots,
    SideEffects effects,
    SyncMetrics metrics,
    SyncConfig config,
    Thresholds thresholds,
    Analyses analyses,
    ReadingProgress progress) {}

package dev.plimsoll.sync.extract;

import dev.plimsoll.postgres.connection.PostgresConnector;
import dev.plimsoll.sync.analysis.Analyses;
import dev.plimsoll.sync.effect.Effects;
import dev.plimsoll.sync.source.RowLimit;
import dev.plimsoll.sync.source.mariadb.MariaDbReader;
import dev.plimsoll.sync.storage.ObjectStore;
import dev.plimsoll.sync.threshold.Thresholds;
import jakarta.inject.Singleton;

/// What reading a split works with.
@Singleton
public record SplitTools(
    PostgresConnector connector,
    MariaDbReader mariaDb,
    ObjectStore objects,
    SplitStore splits,
    RangeQueue ranges,
    KeyRangeStore keyRanges,
    GenerationStore generations,
    SnapshotKeeper snapshots,
    SharedSnapshotKeeper moments,
    Effects effects,
    SyncMetrics metrics,
    SyncConfig config,
    RowLimit rowLimit,
    Thresholds thresholds,
    Analyses analyses,
    ReadingProgress progress) {}

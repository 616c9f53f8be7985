package dev.plimsoll.sync.iceberg;

import org.jspecify.annotations.Nullable;

/// That a run is committed.
///
/// @param snapshotId null where its files are in the table, but the snapshot has expired
public record Committed(@Nullable Long snapshotId) {}

package dev.plimsoll.connector.iceberg;

import org.jspecify.annotations.Nullable;

/// Snapshot that a run was committed as.
///
/// @param snapshotId null where the files are in the table, but the snapshot has expired
public record CommittedSnapshot(@Nullable Long snapshotId) {}

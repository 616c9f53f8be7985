package dev.plimsoll.sync.iceberg;

import org.jspecify.annotations.Nullable;

/// What a table's history was before the first attempt to commit: as long as it is still there,
/// a run that is not found in what has come since was not committed.
///
/// @param tableUuid of the Iceberg table
/// @param snapshotId that was current; null for none
public record CommitBase(String tableUuid, @Nullable Long snapshotId) {}

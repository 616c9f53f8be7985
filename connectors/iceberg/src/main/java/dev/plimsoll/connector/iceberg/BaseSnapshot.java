package dev.plimsoll.connector.iceberg;

import org.jspecify.annotations.Nullable;

/// History of an Iceberg table before the first attempt to commit a run. While it is there, a run
/// that is not found in the snapshots since was not committed.
///
/// @param tableUuid of the Iceberg table
/// @param snapshotId that was current; null for none
public record BaseSnapshot(String tableUuid, @Nullable Long snapshotId) {}

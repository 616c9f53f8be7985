package dev.plimsoll.sync.load;

import java.util.UUID;

/// Lane of a load: one log partition of one table. Its batches are loaded one after the other, by
/// offset; partitions are loaded side by side.
///
/// @param partition of the log; {@link #PREPARE_ONLY} for a table without a batch
record LoadPartition(UUID tableId, int partition) {
  static final int PREPARE_ONLY = -1;
}

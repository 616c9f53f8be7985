package dev.plimsoll.sync.load;

import java.util.UUID;

/// One log partition of one table: its batches are loaded one after the other, in the order of
/// their offsets. Lanes go on side by side.
///
/// @param partition of the log; {@link #PREPARE_ONLY} for a table without a batch
record LoadPartition(UUID tableId, int partition) {
  static final int PREPARE_ONLY = -1;
}

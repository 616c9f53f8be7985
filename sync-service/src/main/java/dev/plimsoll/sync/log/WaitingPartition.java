package dev.plimsoll.sync.log;

import java.util.UUID;

/// Partition of a table's log topic, some of whose batches have no offsets yet.
///
/// @param expected offset of its next batch
record WaitingPartition(UUID tableId, String topic, int partition, long expected) {}

package dev.plimsoll.offsetlog.reading;

import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.offsetlog.identity.Names;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.packing.LogBatch;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// A batch with its offsets.
record NumberedBatch(long baseOffset, LogBatch batch) {
  long nextOffset() {
    return baseOffset + batch.recordCount();
  }

  /// With the names of what they refer to, in the snapshot in which they were read.
  static List<BatchCommitted> named(
      Connection connection, PartitionName partition, List<NumberedBatch> batches)
      throws SQLException {
    if (batches.isEmpty()) {
      return List.of();
    }
    Names names = Names.of(connection, batches.stream().map(NumberedBatch::batch).toList());
    return batches.stream()
        .map(one -> names.committed(partition, one.baseOffset(), one.batch()))
        .toList();
  }
}

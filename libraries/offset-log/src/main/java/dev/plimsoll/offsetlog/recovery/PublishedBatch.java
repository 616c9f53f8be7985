package dev.plimsoll.offsetlog.recovery;

import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.offsetlog.identity.PartitionName;
import java.time.Instant;

/// A batch that `log.commits` tells with its offsets.
///
/// @param committedAt when it got them, by the log's database
public record PublishedBatch(BatchCommitted batch, Instant committedAt) {
  public PartitionName partition() {
    return new PartitionName(batch.topic(), batch.partition());
  }

  long committedMillis() {
    return committedAt.toEpochMilli();
  }
}

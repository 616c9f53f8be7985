package dev.plimsoll.offsetlog.publication;

import dev.plimsoll.contracts.log.BatchCommitted;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/// A batch that has offsets and is to be published.
///
/// @param committedAt when it got its offsets
public record UnpublishedBatch(int partId, BatchCommitted batch, Instant committedAt) {

  /// The same whenever it is published again, and nobody else's: a partition gives an offset once,
  /// and no two partitions, not even of one name, have had the same id.
  public UUID id() {
    return UUID.nameUUIDFromBytes(
        "plimsoll/log/%d/%d"
            .formatted(partId, batch.baseOffset())
            .getBytes(StandardCharsets.UTF_8));
  }
}

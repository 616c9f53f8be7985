package dev.plimsoll.offsetlog.audit;

import dev.plimsoll.contracts.log.LogAudit.PartitionAudit;
import dev.plimsoll.offsetlog.packing.LogBatch;
import java.util.Set;

/// Along one partition, from its first segment to its last. What lies between the furthest end so
/// far and the next base is a gap, what lies below that end an overlap. A batch of another
// partition,
/// or of a file that the log does not have, covers nothing. A segment whose key is not the end of
// its
/// batches would not be found by its offsets: the difference counts likewise.
///
/// The high watermark closes the partition: offsets below it that nothing covers are a gap,
/// offsets
/// above it that something covers will be given again and are an overlap.
final class PartitionWalk {
  private final String topic;
  private final int partition;
  private final long highWatermark;
  private long furthest;
  private long batches;
  private long records;
  private long gaps;
  private long overlaps;

  PartitionWalk(String topic, int partition, long highWatermark) {
    this.topic = topic;
    this.partition = partition;
    this.highWatermark = highWatermark;
  }

  /// @param files that the log has
  void take(StoredSegment segment, Set<Long> files) {
    long base = segment.baseOffset();
    for (LogBatch batch : segment.batches()) {
      long end = base + batch.recordCount();
      if (batch.recordCount() > 0
          && batch.partId() == segment.partId()
          && files.contains(batch.fileId())) {
        gaps += Math.max(base - furthest, 0);
        overlaps += Math.max(Math.min(end, furthest) - base, 0);
        furthest = Math.max(furthest, end);
        batches++;
        records += batch.recordCount();
      }
      base = end;
    }
    gaps += Math.max(segment.lastOffset() + 1 - base, 0);
    overlaps += Math.max(base - segment.lastOffset() - 1, 0);
  }

  PartitionAudit end() {
    return new PartitionAudit(
        topic,
        partition,
        highWatermark,
        batches,
        records,
        gaps + Math.max(highWatermark - furthest, 0),
        overlaps + Math.max(furthest - highWatermark, 0));
  }
}

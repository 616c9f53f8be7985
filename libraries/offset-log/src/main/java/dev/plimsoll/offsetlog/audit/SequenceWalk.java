package dev.plimsoll.offsetlog.audit;

import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.packing.LogBatch;
import java.util.HashMap;
import java.util.Map;

/// A walk along the sequences of each producer of a partition, and what it may send next.
final class SequenceWalk {
  /// A producer in one of its epochs.
  record Writer(int producerRef, int epoch) {}

  /// The last batch of a writer.
  ///
  /// @param recent as of its segment
  record Last(long sequence, long offset, boolean recent) {}

  private final Map<Writer, Last> lasts = new HashMap<>();

  void take(
      PartitionName partition,
      LogBatch batch,
      long offset,
      boolean recent,
      AuditFindings findings) {
    Last before =
        lasts.put(
            new Writer(batch.producerRef(), batch.epoch()),
            new Last(batch.sequence(), offset, recent));
    if (before != null && batch.sequence() != before.sequence() + 1) {
      findings.add(
          FindingKind.ORDER,
          partition,
          offset,
          "sequence %d of producer %d, epoch %d"
              .formatted(before.sequence() + 1, batch.producerRef(), batch.epoch()),
          "sequence " + batch.sequence());
    }
  }

  /// By writer.
  Map<Writer, Last> lasts() {
    return lasts;
  }
}

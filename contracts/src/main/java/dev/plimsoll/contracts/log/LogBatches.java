package dev.plimsoll.contracts.log;

import java.util.List;

/// `GET /api/v1/topics/{topic}/partitions/{partition}/batches` of the materializer: batches in the
/// order of their offsets, from one snapshot with the high watermark.
///
/// @param batches the first is the one that holds the offset asked for
/// @param nextOffset where to go on reading; equal to `highWatermark` at the end
public record LogBatches(List<BatchCommitted> batches, long nextOffset, long highWatermark) {
  public LogBatches {
    batches = List.copyOf(batches);
  }
}

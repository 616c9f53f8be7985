package dev.plimsoll.contracts.log;

import java.util.List;

/// `GET /api/v1/topics/{topic}/partitions/{partition}/fetch` of the materializer: batches in the
/// order of their offsets, from one snapshot with both ends of the log.
///
/// @param batches the first is the one that holds the offset asked for; empty at the end
/// @param nextOffset where to go on reading; equal to `highWatermark` at the end
/// @param logStartOffset of the first record that is still there
/// @param highWatermark the offset the next record gets
public record LogFetch(
    List<BatchCommitted> batches, long nextOffset, long logStartOffset, long highWatermark) {
  public LogFetch {
    batches = List.copyOf(batches);
  }
}

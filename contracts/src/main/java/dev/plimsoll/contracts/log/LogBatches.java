package dev.plimsoll.contracts.log;

import java.util.List;

/// `GET /api/v1/topics/{topic}/partitions/{partition}/batches` of the materializer: batches in
/// offset order, of one snapshot.
///
/// @param batches the first is the one that holds the offset asked for
/// @param nextOffset to read from next; the high watermark at the end
public record LogBatches(List<BatchCommitted> batches, long nextOffset, long highWatermark) {
  public LogBatches {
    batches = List.copyOf(batches);
  }
}

package dev.plimsoll.contracts.log;

import java.util.List;

/// `GET /api/v1/topics/{topic}/partitions/{partition}/fetch` of the materializer: batches in offset
/// order, of one snapshot.
///
/// @param batches the first is the one that holds the offset asked for; empty at the end
/// @param nextOffset to read from next; the high watermark at the end
public record LogFetch(
    List<BatchCommitted> batches, long nextOffset, long logStartOffset, long highWatermark) {
  public LogFetch {
    batches = List.copyOf(batches);
  }
}

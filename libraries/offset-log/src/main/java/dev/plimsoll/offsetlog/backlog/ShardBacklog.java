package dev.plimsoll.offsetlog.backlog;

/// The backlog of a shard, estimated from its two ends.
///
/// @param oldest the first rows of the queue
/// @param newest the last ones, from the end back; they may be the same
record ShardBacklog(End oldest, End newest) {
  /// Some rows of a queue, in the order of their ids. Ids are drawn for all shards together, and
  /// some by transactions that were rolled back: not every number between is a row.
  ///
  /// @param rows 0 where nothing waits
  record End(int rows, long batches, long firstId, long lastId) {
    private double rowsAnId() {
      return rows / (lastId - firstId + 1.0);
    }
  }

  /// @param most rows of an end: where the first one has fewer, that is all there is
  long batches(int most) {
    if (oldest.rows() < most || newest.lastId() <= oldest.lastId()) {
      return oldest.batches();
    }
    double density = (oldest.rowsAnId() + newest.rowsAnId()) / 2;
    double batchesARow =
        (double) (oldest.batches() + newest.batches()) / (oldest.rows() + newest.rows());
    return oldest.batches()
        + Math.round((newest.lastId() - oldest.lastId()) * density * batchesARow);
  }
}

package dev.plimsoll.contracts.sync;

/// Counters of one table, so far.
///
/// @param expectedRows the source's estimate, 0 where it has none
/// @param rowsExtracted in announced batches
/// @param rowsLoaded committed in the target
/// @param bytes of the objects written
/// @param objects written and announced
/// @param queries sent to the source for rows
/// @param emptyQueries of these, those that returned no row
/// @param rowsRead in announced batches and in files that are being written; up to two seconds old,
///     and fewer again where what was read is lost and read once more
public record TableCounters(
    long expectedRows,
    long rowsExtracted,
    long rowsLoaded,
    long bytes,
    long objects,
    long queries,
    long emptyQueries,
    long rowsRead) {

  public TableCounters {
    // Whoever tells of it without this one has nothing on the way.
    rowsRead = Math.max(rowsRead, rowsExtracted);
  }
}

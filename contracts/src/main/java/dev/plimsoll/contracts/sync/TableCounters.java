package dev.plimsoll.contracts.sync;

/// Counters of one table.
///
/// @param expectedRows the source's estimate, 0 where it has none
/// @param rowsExtracted in announced batches
/// @param rowsLoaded committed in the target
/// @param objects written and announced
/// @param queries to the source for rows
/// @param emptyQueries without a row
/// @param rowsRead in announced and unfinished files; up to two seconds old, fewer after a lost
///     file
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
    // An older sender leaves it out.
    rowsRead = Math.max(rowsRead, rowsExtracted);
  }
}

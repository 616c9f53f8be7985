package dev.plimsoll.contracts.sync;

/// What one table took so far.
///
/// @param expectedRows the source's estimate, 0 where it has none
/// @param rowsExtracted in announced batches
/// @param rowsLoaded committed in the target
/// @param bytes of the objects written
/// @param objects written and announced
/// @param queries sent to the source for rows
/// @param emptyQueries of these, those that returned no row
public record TableCounters(
    long expectedRows,
    long rowsExtracted,
    long rowsLoaded,
    long bytes,
    long objects,
    long queries,
    long emptyQueries) {}

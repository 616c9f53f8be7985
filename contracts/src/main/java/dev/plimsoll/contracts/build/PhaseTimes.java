package dev.plimsoll.contracts.build;

/// Times of a build's phases by `pg_stat_progress_create_index`; -1 for one too short to be seen.
///
/// @param sortMillis scanning the table and sorting, which workers share
/// @param loadMillis merging and loading, by the leader alone
/// @param validationMillis of CREATE INDEX CONCURRENTLY, by one process
/// @param waitMillis for other transactions, which is no work
public record PhaseTimes(
    long sortMillis, long loadMillis, long validationMillis, long waitMillis) {}

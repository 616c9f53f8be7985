package dev.plimsoll.contracts.search;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import org.jspecify.annotations.Nullable;

/// `PATCH /api/v1/search/settings/{database}` of the query-service: settings of searches of one
/// database, in every process of the service. Absent parts stay; they are the service's own where
/// nothing was set. An answer has all parts, as they are in force.
///
/// @param parallel false for one statement a search
/// @param minRows below which one statement reads
/// @param minPages of 8 kB, below which one statement reads
/// @param pagesPerWorker of tables whose cost is not known yet
/// @param rangesPerWorker that a table is cut into at first
/// @param maxWorkers of a search
/// @param memoryBytes that copies of its tables may take in each process
/// @param refreshAfterMs age from which on a copy is read again before it is searched
public record SearchTuning(
    @Nullable Boolean parallel,
    @Nullable @Within(Bound.SEARCH_ROWS) Long minRows,
    @Nullable @Within(Bound.SEARCH_PAGES) Long minPages,
    @Nullable @Within(Bound.PAGES_PER_WORKER) Integer pagesPerWorker,
    @Nullable @Within(Bound.RANGES_PER_WORKER) Integer rangesPerWorker,
    @Nullable @Within(Bound.SEARCH_WORKERS) Integer maxWorkers,
    @Nullable @Within(Bound.MEMORY_BYTES) Long memoryBytes,
    @Nullable @Within(Bound.REFRESH_MILLIS) Long refreshAfterMs) {
  /// Everything as the service has it.
  public static final SearchTuning NONE =
      new SearchTuning(null, null, null, null, null, null, null, null);

  /// These, and those of others where a part is absent here.
  public SearchTuning over(SearchTuning others) {
    return new SearchTuning(
        either(parallel, others.parallel),
        either(minRows, others.minRows),
        either(minPages, others.minPages),
        either(pagesPerWorker, others.pagesPerWorker),
        either(rangesPerWorker, others.rangesPerWorker),
        either(maxWorkers, others.maxWorkers),
        either(memoryBytes, others.memoryBytes),
        either(refreshAfterMs, others.refreshAfterMs));
  }

  private static <T> @Nullable T either(@Nullable T first, @Nullable T second) {
    return first == null ? second : first;
  }
}

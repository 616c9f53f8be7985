package dev.plimsoll.scan.workers;

/// The facts that the number of workers depends on.
///
/// @param pages of 8 kB that are to be read, 0 or more
/// @param rows that are expected, 0 or more
/// @param effort of a row compared with plainly reading it, 1 or more: 1 for an extract, more where
///     each worker computes (a nearest-neighbour search with a large k)
/// @param limit workers that the source grants, 1 or more: its connections left for us,
///     `max_parallel_workers_per_gather`, a configured maximum, whichever is least
/// @param cores of the source, 1 or more
/// @param busy sessions that are working at the source now, 0 or more
public record ScanFacts(long pages, long rows, double effort, int limit, int cores, int busy) {
  public ScanFacts {
    if (pages < 0 || rows < 0 || !(effort >= 1) || limit < 1 || cores < 1 || busy < 0) {
      throw new IllegalArgumentException(
          "pages %d, rows %d, effort %s, limit %d, cores %d, busy %d"
              .formatted(pages, rows, effort, limit, cores, busy));
    }
  }
}

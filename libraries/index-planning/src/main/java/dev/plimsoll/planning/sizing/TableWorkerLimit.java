package dev.plimsoll.planning.sizing;

/// Parallel workers by a table's size, before pool and memory: one from
/// `min_parallel_table_scan_size` on, one more each time the heap triples. The storage parameter
/// `parallel_workers` replaces the rule.
///
/// Source: `compute_parallel_worker` in `allpaths.c`, `plan_create_index_workers` in `planner.c`.
public final class TableWorkerLimit {
  private static final int PAGE_BYTES = 8_192;

  private TableWorkerLimit() {}

  public static int of(BuildWork work, long minParallelTableScanBytes) {
    Integer set = work.tableWorkers();
    return set == null ? bySize(work.heapBytes(), minParallelTableScanBytes) : set;
  }

  static int bySize(long heapBytes, long minParallelTableScanBytes) {
    long threshold = Math.max(1, minParallelTableScanBytes / PAGE_BYTES);
    long pages = heapBytes / PAGE_BYTES;
    if (pages < threshold) {
      return 0;
    }
    int workers = 1;
    while (pages >= threshold * 3) {
      workers++;
      threshold *= 3;
    }
    return workers;
  }
}

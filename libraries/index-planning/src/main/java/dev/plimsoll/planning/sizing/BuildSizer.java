package dev.plimsoll.planning.sizing;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.plan.Capacity;
import java.util.ArrayList;
import java.util.List;

/// Sizes a build on a load line: how large, and which ways to run it there are.
public final class BuildSizer {
  private static final int PAGE_BYTES = 8_192;
  // Memory beyond one pass is worth little: take it only where nobody misses it.
  private static final int SPARE_SHARE = 8;

  private final Capacity capacity;
  private final int workerPool;
  private final long minParallelTableScanBytes;
  private final BuildCosts costs;

  /// @param serverWorkers `max_parallel_workers`: what the server has, whatever the load line
  ///     allows
  /// @param minParallelTableScanBytes `min_parallel_table_scan_size`
  public BuildSizer(
      Capacity capacity, int serverWorkers, long minParallelTableScanBytes, BuildCosts costs) {
    this.capacity = capacity;
    this.workerPool = Math.min(capacity.parallelWorkers(), serverWorkers);
    this.minParallelTableScanBytes = minParallelTableScanBytes;
    this.costs = costs;
  }

  /// @param heapBytes of the table, which decides how many workers PostgreSQL is willing to launch
  public BuildSize size(KeyShape key, IndexDefinition.Kind kind, long heapBytes) {
    boolean unique = kind != IndexDefinition.Kind.INDEX;
    long indexBytes = BtreeSize.bytes(key, unique, BtreeSize.DEFAULT_FILLFACTOR);
    List<BuildOption> options = new ArrayList<>();
    int most = mostWorkers(heapBytes);
    for (int workers = 0; workers <= most; workers++) {
      options.add(option(key, workers));
    }
    return new BuildSize(key, indexBytes, BtreeSize.walBytes(indexBytes), options);
  }

  private BuildOption option(KeyShape key, int workers) {
    long memory = memory(key, workers);
    boolean inMemory = workers == 0 && memory >= key.sortBytes();
    int passes = inMemory ? 0 : SortMemory.passes(key.sortBytes(), workers, memory);
    return new BuildOption(
        workers,
        memory,
        inMemory ? 0 : key.tapeBytes(),
        passes,
        costs.elapsed(key.kind(), key.rows(), workers, passes),
        costs.cpu(key.kind(), key.rows(), workers, passes));
  }

  private long memory(KeyShape key, int workers) {
    long fullFit = SortMemory.roundUp(Math.round(key.sortBytes() * 1.05));
    long spare = Math.max(SortMemory.PER_PARTICIPANT, capacity.memoryBytes() / SPARE_SHARE);
    if (workers == 0 && fullFit <= spare && BuildCosts.memoryPays(key.kind())) {
      return Math.min(fullFit, capacity.memoryBytes());
    }
    long onePass = SortMemory.roundUp(SortMemory.onePass(key.sortBytes(), workers));
    long floor = (workers + 1) * SortMemory.PER_PARTICIPANT;
    long wanted = Math.max(onePass, floor);
    return Math.min(
        workers == 0 ? Math.min(wanted, Math.max(fullFit, 8 * SortMemory.MIB)) : wanted,
        capacity.memoryBytes());
  }

  /// Within PostgreSQL's own rule (one worker from `min_parallel_table_scan_size` on, one more each
  /// time the heap triples), the cores, the pool, and 32 MB for each participant.
  int mostWorkers(long heapBytes) {
    long threshold = Math.max(1, minParallelTableScanBytes / PAGE_BYTES);
    long pages = heapBytes / PAGE_BYTES;
    int byTable = 0;
    if (pages >= threshold) {
      byTable = 1;
      while (pages >= threshold * 3) {
        byTable++;
        threshold *= 3;
      }
    }
    long byMemory = capacity.memoryBytes() / SortMemory.PER_PARTICIPANT - 1;
    return (int)
        Math.max(
            0, Math.min(Math.min(byTable, byMemory), Math.min(capacity.cores() - 1, workerPool)));
  }
}

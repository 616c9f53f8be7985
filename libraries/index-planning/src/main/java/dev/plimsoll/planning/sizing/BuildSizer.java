package dev.plimsoll.planning.sizing;

import dev.plimsoll.contracts.plan.Capacity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Sizes a build on a load line: how large, and which ways to run it there are.
public final class BuildSizer {
  // Below this nobody alters a table to have its build end sooner.
  private static final Duration WORTH_AN_ALTER = Duration.ofSeconds(10);
  // Memory beyond one pass is worth little: take it only where nobody misses it. That is an eighth,
  // or what leaves half of all free with such a build on each of the cores, where they are few.
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

  /// Every number of workers that it could have, each with the memory that pays: enough for one
  /// merge pass, or for the whole sort where that is little. Of a build that takes its time these
  /// go beyond what PostgreSQL grants by itself: then `parallel_workers` is to be set on the
  /// table, see [TableWorkerLimit].
  public List<BuildOption> options(BuildWork work) {
    List<BuildOption> options = new ArrayList<>();
    int granted = mostWorkers(work);
    for (int workers = 0; workers <= granted; workers++) {
      options.add(run(work, workers, memory(work.key(), workers)));
    }
    if (options.getLast().elapsed().compareTo(WORTH_AN_ALTER) >= 0) {
      int most = Math.min(work.mostWorkers(), room());
      for (int workers = granted + 1; workers <= most; workers++) {
        options.add(run(work, workers, memory(work.key(), workers)));
      }
    }
    return options;
  }

  /// What PostgreSQL would make of such a wish: as many workers as the table's size, the pool, the
  /// cores and the memory allow, and no more memory than the load line has.
  public BuildOption option(BuildWork work, int wantedWorkers, long wantedMemoryBytes) {
    long memory = Math.min(wantedMemoryBytes, capacity.memoryBytes());
    long byMemory = Math.max(0, memory / SortMemory.PER_PARTICIPANT - 1);
    int workers = (int) Math.min(byMemory, Math.min(wantedWorkers, mostWorkers(work)));
    return run(work, workers, memory);
  }

  /// The same choice under these costs, for a build that was started under others.
  public BuildOption again(BuildWork work, BuildOption option) {
    return timed(
        work, option.workers(), option.memoryBytes(), option.temporaryBytes(), option.passes());
  }

  private BuildOption run(BuildWork work, int workers, long memory) {
    KeyShape key = work.key();
    boolean inMemory = workers == 0 && memory >= key.sortBytes();
    int passes = inMemory ? 0 : SortMemory.passes(key.sortBytes(), workers, memory);
    return timed(work, workers, memory, inMemory ? 0 : key.tapeBytes(), passes);
  }

  private BuildOption timed(
      BuildWork work, int workers, long memory, long temporaryBytes, int passes) {
    BuildCosts.Phases phases = work.phases(costs, workers, passes);
    return new BuildOption(
        workers,
        memory,
        temporaryBytes,
        passes,
        duration(phases.elapsed(workers)),
        duration(phases.total()));
  }

  private static Duration duration(double millis) {
    return Duration.ofNanos(Math.round(millis * 1e6));
  }

  private long memory(KeyShape key, int workers) {
    long fullFit = SortMemory.roundUp(Math.round(key.sortBytes() * 1.05));
    int share = Math.min(SPARE_SHARE, 2 * capacity.cores());
    long spare = Math.max(SortMemory.PER_PARTICIPANT, capacity.memoryBytes() / share);
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

  private int mostWorkers(BuildWork work) {
    int granted = TableWorkerLimit.of(work, minParallelTableScanBytes);
    return Math.min(work.mostWorkers(), Math.min(granted, room()));
  }

  /// Workers of one build that cores, pool and 32 MB for each participant leave room for.
  int room() {
    long byMemory = capacity.memoryBytes() / SortMemory.PER_PARTICIPANT - 1;
    return (int) Math.max(0, Math.min(byMemory, Math.min(capacity.cores() - 1, workerPool)));
  }
}

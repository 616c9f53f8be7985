package dev.plimsoll.planning.sizing;

import dev.plimsoll.contracts.plan.Capacity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Sizes of builds on a load line, and their options.
public final class BuildSizer {
  // Shorter builds are not worth altering a table.
  private static final Duration WORTH_AN_ALTER = Duration.ofSeconds(10);
  // Memory beyond one pass is worth little, so it is taken only where plenty is left: an eighth, or
  // on few cores half of all for such a build on each.
  private static final int SPARE_SHARE = 8;

  private final Capacity capacity;
  private final int workerPool;
  private final long minParallelTableScanBytes;
  private final BuildCosts costs;

  /// @param serverWorkers `max_parallel_workers`
  /// @param minParallelTableScanBytes `min_parallel_table_scan_size`
  public BuildSizer(
      Capacity capacity, int serverWorkers, long minParallelTableScanBytes, BuildCosts costs) {
    this.capacity = capacity;
    this.workerPool = Math.min(capacity.parallelWorkers(), serverWorkers);
    this.minParallelTableScanBytes = minParallelTableScanBytes;
    this.costs = costs;
  }

  /// Options by growing number of workers, each with the memory that pays: one merge pass, or the
  /// whole sort where that is little. Long builds may exceed what PostgreSQL grants by itself: then
  /// `parallel_workers` is set on the table, see [BuildWork#grantedWorkers].
  public List<BuildOption> options(BuildWork work) {
    List<BuildOption> options = new ArrayList<>();
    int granted = mostWorkers(work);
    for (int workers = 0; workers <= granted; workers++) {
      options.add(run(work, workers, memory(work, workers)));
    }
    if (options.getLast().elapsed().compareTo(WORTH_AN_ALTER) >= 0) {
      int most = Math.min(work.mostWorkers(), room());
      for (int workers = granted + 1; workers <= most; workers++) {
        options.add(run(work, workers, memory(work, workers)));
      }
    }
    return options;
  }

  /// The option that PostgreSQL would make of a wish: fewer workers by table size, pool, cores and
  /// memory, and memory within the load line.
  public BuildOption option(BuildWork work, int wantedWorkers, long wantedMemoryBytes) {
    long least = work.lists() == null ? 0 : work.lists().memoryBytes();
    long memory = Math.min(Math.max(wantedMemoryBytes, least), capacity.memoryBytes());
    long byMemory = Math.max(0, memory / SortMemory.PER_PARTICIPANT - 1);
    int workers = (int) Math.min(byMemory, Math.min(wantedWorkers, mostWorkers(work)));
    return run(work, workers, memory);
  }

  /// The same option under these costs.
  public BuildOption again(BuildWork work, BuildOption option) {
    return timed(
        work, option.workers(), option.memoryBytes(), option.temporaryBytes(), option.passes());
  }

  private BuildOption run(BuildWork work, int workers, long memory) {
    VectorGraph graph = work.graph();
    if (graph != null) {
      boolean fits = graph.fitting(memory, workers) == graph.vectors();
      return timed(work, workers, memory, 0, fits ? 0 : 1);
    }
    KeyShape key = work.key();
    boolean inMemory = workers == 0 && memory >= key.sortBytes();
    int passes = inMemory ? 0 : SortMemory.passes(key.sortBytes(), workers, memory);
    return timed(work, workers, memory, inMemory ? 0 : key.tapeBytes(), passes);
  }

  private BuildOption timed(
      BuildWork work, int workers, long memory, long temporaryBytes, int passes) {
    BuildCosts.Phases phases = work.phases(costs, workers, passes, memory);
    return new BuildOption(
        workers,
        memory,
        temporaryBytes,
        passes,
        BuildCosts.duration(phases.elapsed(workers)),
        BuildCosts.duration(phases.total()));
  }

  private long memory(BuildWork work, int workers) {
    VectorGraph graph = work.graph();
    if (graph != null) {
      return Math.min(SortMemory.roundUp(graph.memoryBytes(workers)), capacity.memoryBytes());
    }
    VectorLists lists = work.lists();
    return lists == null
        ? sortMemory(work, workers)
        : Math.max(
            sortMemory(work, workers), Math.min(lists.memoryBytes(), capacity.memoryBytes()));
  }

  private long sortMemory(BuildWork work, int workers) {
    KeyShape key = work.key();
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
    int granted = work.grantedWorkers(minParallelTableScanBytes);
    return Math.min(work.mostWorkers(), Math.min(granted, room()));
  }

  /// Workers of one build within cores, pool and 32 MB a process.
  int room() {
    long byMemory = capacity.memoryBytes() / SortMemory.PER_PARTICIPANT - 1;
    return (int) Math.max(0, Math.min(byMemory, Math.min(capacity.cores() - 1, workerPool)));
  }
}

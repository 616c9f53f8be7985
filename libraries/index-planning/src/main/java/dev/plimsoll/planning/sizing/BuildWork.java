package dev.plimsoll.planning.sizing;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import org.jspecify.annotations.Nullable;

/// The work of one index build, whatever the machine and its option.
///
/// @param key the tuples to sort
/// @param heapBytes of the table, which is read twice
/// @param weight of its CPU, 1 for a B-tree on the same key
/// @param mostWorkers of its access method
/// @param tableWorkers the table's storage parameter `parallel_workers`; null where not set
/// @param mostIndexBytes upper end of the index's size
/// @param passedOver rows outside of its predicate
/// @param graph that is made instead of a sort; null for other access methods
/// @param lists that vectors are sorted into; null likewise
public record BuildWork(
    KeyShape key,
    long heapBytes,
    long indexBytes,
    double weight,
    int mostWorkers,
    @Nullable Integer tableWorkers,
    long mostIndexBytes,
    long passedOver,
    @JsonInclude(Include.NON_NULL) @Nullable VectorGraph graph,
    @JsonInclude(Include.NON_NULL) @Nullable VectorLists lists) {
  // Reading a row and its predicate, in each of the two scans.
  private static final double LOOK_MICROS = 0.08;
  private static final int PAGE_BYTES = 8_192;

  /// An index of known size and all rows, on a table without that storage parameter.
  public static BuildWork of(
      KeyShape key, long heapBytes, long indexBytes, double weight, int mostWorkers) {
    return new BuildWork(
        key, heapBytes, indexBytes, weight, mostWorkers, null, indexBytes, 0, null, null);
  }

  /// An HNSW index.
  static BuildWork ofGraph(KeyShape key, long heapBytes, VectorGraph graph, int mostWorkers) {
    long bytes = graph.indexBytes();
    return new BuildWork(key, heapBytes, bytes, 1, mostWorkers, null, bytes, 0, graph, null);
  }

  /// An IVFFlat index.
  static BuildWork ofLists(KeyShape key, long heapBytes, VectorLists lists) {
    long bytes = lists.indexBytes();
    return new BuildWork(key, heapBytes, bytes, 1, Integer.MAX_VALUE, null, bytes, 0, null, lists);
  }

  public static BuildWork ofBtree(KeyShape key, long heapBytes, long indexBytes) {
    return of(key, heapBytes, indexBytes, 1, Integer.MAX_VALUE);
  }

  /// A copy with so many times the CPU.
  public BuildWork times(double factor) {
    return new BuildWork(
        key,
        heapBytes,
        indexBytes,
        weight * factor,
        mostWorkers,
        tableWorkers,
        mostIndexBytes,
        passedOver,
        graph,
        lists);
  }

  /// A copy with the table's storage parameter, the upper end of its size, and rows outside of its
  /// predicate.
  public BuildWork with(@Nullable Integer workersOfTable, long most, long rowsInVain) {
    return new BuildWork(
        key,
        heapBytes,
        indexBytes,
        weight,
        mostWorkers,
        workersOfTable,
        most,
        rowsInVain,
        graph,
        lists);
  }

  /// Parallel workers that PostgreSQL grants by the table's size, before pool and memory: one from
  /// `min_parallel_table_scan_size` on, one more each time the heap triples. The storage parameter
  /// `parallel_workers` replaces the rule.
  ///
  /// Source: `compute_parallel_worker` in `allpaths.c`, `plan_create_index_workers` in `planner.c`.
  public int grantedWorkers(long minParallelTableScanBytes) {
    return tableWorkers == null ? workersBySize(minParallelTableScanBytes) : tableWorkers;
  }

  private int workersBySize(long minParallelTableScanBytes) {
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

  /// Whether its time says something of builds of its kind. Other access methods' work is only
  /// guessed by a B-tree's.
  @JsonIgnore
  public boolean hasKnownCost() {
    return weight == 1;
  }

  /// @param passes of a sort
  /// @param memoryBytes of a graph
  public BuildCosts.Phases phases(BuildCosts costs, int workers, int passes, long memoryBytes) {
    BuildCosts.Phases kept = costs.phases(key.kind(), key.rows(), workers, passes);
    if (graph != null) {
      kept = graph.phases(kept, costs, workers, memoryBytes);
    }
    if (lists != null) {
      kept = lists.phases(kept, costs);
    }
    BuildCosts.Phases phases = weight == 1 ? kept : kept.times(weight);
    if (passedOver == 0) {
      return phases;
    }
    double look = passedOver * LOOK_MICROS * costs.machineFactor() / 1_000;
    return new BuildCosts.Phases(
        phases.overhead(), phases.sort() + look, phases.serial(), phases.validation() + look);
  }

  /// Bytes of scan and sort: the table is read, each pass writes the tuples, and each further one
  /// reads them.
  public double sortDiskBytes(BuildOption option) {
    return heapBytes + (double) option.temporaryBytes() * Math.max(0, 2 * option.passes() - 1);
  }

  /// Bytes of the last merge and the load: tuples are read, the index and its WAL written.
  public double serialDiskBytes(BuildOption option) {
    return (double) option.temporaryBytes() + indexBytes + BtreeSize.walBytes(indexBytes);
  }

  /// Bytes of the validation: it reads table and index, and sorts row addresses, on disk where they
  /// do not fit in memory.
  public double validationDiskBytes(BuildOption option) {
    return (double) heapBytes
        + indexBytes
        + 2.0 * SortMemory.validationTapeBytes(key.rows(), option.memoryBytes());
  }

  public double diskBytes(BuildOption option) {
    return sortDiskBytes(option) + serialDiskBytes(option) + validationDiskBytes(option);
  }
}

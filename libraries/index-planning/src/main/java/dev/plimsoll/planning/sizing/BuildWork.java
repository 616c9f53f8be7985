package dev.plimsoll.planning.sizing;

import org.jspecify.annotations.Nullable;

/// What there is to do for one index, whatever the machine and however it is run.
///
/// @param key the tuples to sort
/// @param heapBytes of the table, read twice by a concurrent build
/// @param indexBytes of the result
/// @param weight CPU beside that of a B-tree on the same key; 1 for a B-tree
/// @param mostWorkers that its access method can make use of
/// @param tableWorkers `parallel_workers` of the table's storage parameters; null where nobody has
///     set it
public record BuildWork(
    KeyShape key,
    long heapBytes,
    long indexBytes,
    double weight,
    int mostWorkers,
    @Nullable Integer tableWorkers) {

  public static BuildWork ofBtree(KeyShape key, long heapBytes, long indexBytes) {
    return new BuildWork(key, heapBytes, indexBytes, 1, Integer.MAX_VALUE, null);
  }

  /// The same, costing so many times as much CPU.
  public BuildWork times(double factor) {
    return new BuildWork(key, heapBytes, indexBytes, weight * factor, mostWorkers, tableWorkers);
  }

  /// The same, on a table with that storage parameter.
  public BuildWork withTableWorkers(@Nullable Integer workers) {
    return new BuildWork(key, heapBytes, indexBytes, weight, mostWorkers, workers);
  }

  /// What its phases cost.
  public BuildCosts.Phases phases(BuildCosts costs, int workers, int passes) {
    BuildCosts.Phases phases = costs.phases(key.kind(), key.rows(), workers, passes);
    return weight == 1 ? phases : phases.times(weight);
  }

  /// Bytes that the phase of scan and sort moves: the table is read, each pass writes the tuples,
  /// each further one reads them as well.
  public double sortDiskBytes(BuildOption option) {
    return heapBytes + (double) option.temporaryBytes() * Math.max(0, 2 * option.passes() - 1);
  }

  /// Bytes of the last merge and the load: tuples are read, the index and its WAL written.
  public double serialDiskBytes(BuildOption option) {
    return (double) option.temporaryBytes() + indexBytes + BtreeSize.walBytes(indexBytes);
  }

  /// Bytes of the validation, which reads table and index, and writes and reads the addresses that
  /// it sorts where they do not fit in memory.
  public double validationDiskBytes(BuildOption option) {
    return (double) heapBytes
        + indexBytes
        + 2.0 * SortMemory.validationTapeBytes(key.rows(), option.memoryBytes());
  }

  /// Bytes moved from the start to the end.
  public double diskBytes(BuildOption option) {
    return sortDiskBytes(option) + serialDiskBytes(option) + validationDiskBytes(option);
  }
}

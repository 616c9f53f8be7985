package dev.plimsoll.planning.sizing;

import org.jspecify.annotations.Nullable;

/// The work of building one index, whatever the machine and however it is run.
///
/// @param key the tuples to sort
/// @param heapBytes of the table, read twice by a concurrent build
/// @param indexBytes of the result, as expected
/// @param weight CPU beside that of a B-tree on the same key; 1 for a B-tree
/// @param mostWorkers that its access method can make use of
/// @param tableWorkers `parallel_workers` of the table's storage parameters; null where nobody has
///     set it
/// @param mostIndexBytes the upper end of what the result may take; no less than `indexBytes`
/// @param passedOver rows that are read and not kept, since its predicate leaves them out
public record BuildWork(
    KeyShape key,
    long heapBytes,
    long indexBytes,
    double weight,
    int mostWorkers,
    @Nullable Integer tableWorkers,
    long mostIndexBytes,
    long passedOver) {
  // Reading a row, and holding it against the predicate: in each of the two scans.
  private static final double LOOK_MICROS = 0.08;

  /// Of a known size, which keeps every row, on a table without that storage parameter.
  public static BuildWork of(
      KeyShape key, long heapBytes, long indexBytes, double weight, int mostWorkers) {
    return new BuildWork(key, heapBytes, indexBytes, weight, mostWorkers, null, indexBytes, 0);
  }

  public static BuildWork ofBtree(KeyShape key, long heapBytes, long indexBytes) {
    return of(key, heapBytes, indexBytes, 1, Integer.MAX_VALUE);
  }

  /// The same, costing so many times as much CPU.
  public BuildWork times(double factor) {
    return new BuildWork(
        key,
        heapBytes,
        indexBytes,
        weight * factor,
        mostWorkers,
        tableWorkers,
        mostIndexBytes,
        passedOver);
  }

  /// The same, on a table with that storage parameter, which may take so much and reads so many
  // rows
  /// in vain.
  public BuildWork with(@Nullable Integer workersOfTable, long most, long rowsInVain) {
    return new BuildWork(
        key, heapBytes, indexBytes, weight, mostWorkers, workersOfTable, most, rowsInVain);
  }

  /// What its phases cost.
  public BuildCosts.Phases phases(BuildCosts costs, int workers, int passes) {
    BuildCosts.Phases kept = costs.phases(key.kind(), key.rows(), workers, passes);
    BuildCosts.Phases phases = weight == 1 ? kept : kept.times(weight);
    if (passedOver == 0) {
      return phases;
    }
    double look = passedOver * LOOK_MICROS * costs.machineFactor() / 1_000;
    return new BuildCosts.Phases(
        phases.overhead(), phases.sort() + look, phases.serial(), phases.validation() + look);
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

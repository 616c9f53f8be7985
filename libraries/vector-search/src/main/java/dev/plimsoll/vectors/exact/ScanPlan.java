package dev.plimsoll.vectors.exact;

/// How a table's blocks are shared.
///
/// @param workers that read at a time, 1 or more; 1 reads the table by one statement
/// @param ranges to cut the blocks into at first, 1 or more
/// @param portionBlocks that are worth a statement, 1 or more, as of the portions of a fan-out
/// @param reason for the number of workers
public record ScanPlan(int workers, int ranges, long portionBlocks, String reason) {
  public ScanPlan {
    if (workers < 1 || ranges < 1 || portionBlocks < 1) {
      throw new IllegalArgumentException(
          "workers %d, ranges %d, portions of %d blocks".formatted(workers, ranges, portionBlocks));
    }
  }

  /// The plan for fewer workers, which is all that could be had.
  public ScanPlan withWorkers(int fewer, String why) {
    int each = Math.max(1, ranges / workers);
    return new ScanPlan(fewer, fewer == 1 ? 1 : fewer * each, portionBlocks, why);
  }
}

package dev.plimsoll.offsetlog.assignment;

/// What one run did.
///
/// @param partitions that were claimed; 0 when nothing waits or others hold what does
/// @param batches that got offsets
/// @param records offsets given
/// @param lastPartId the last partition claimed: the next run begins behind it, so that none
///     starves
public record AssignedRun(int partitions, int batches, long records, int lastPartId) {
  /// Nothing was to be done.
  public boolean idle() {
    return batches == 0;
  }
}

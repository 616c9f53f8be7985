package dev.plimsoll.materializer.assignment;

/// What one run did.
///
/// @param partitions that were claimed; 0 when nothing waits or others hold what does
/// @param batches that got offsets
/// @param records offsets given
/// @param lastPartId the last partition claimed: the next run begins behind it, so that none
///     starves
record AssignedRun(int partitions, int batches, long records, int lastPartId) {
  boolean idle() {
    return batches == 0;
  }
}

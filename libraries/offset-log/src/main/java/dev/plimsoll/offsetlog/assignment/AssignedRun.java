package dev.plimsoll.offsetlog.assignment;

/// What one run did.
///
/// @param partitions that got offsets; 0 when nothing waits or others have the lanes where it does
/// @param batches that got offsets
/// @param records offsets given
/// @param lane that was claimed, or where the search began: the next run begins behind it, so that
///     none starves
public record AssignedRun(int partitions, int batches, long records, int lane) {
  /// Nothing was to be done.
  public boolean idle() {
    return batches == 0;
  }
}

package dev.plimsoll.offsetlog.assignment;

import java.time.Duration;
import java.util.List;

/// What one run did.
///
/// @param lane that was claimed, or where the search began: the next run begins behind it, so that
///     none starves
/// @param taken batches, from the manifest; 0 when nothing waits or others have the lanes where it
///     does
/// @param partitions that got offsets
/// @param batches that got offsets
/// @param records offsets given
/// @param duplicates batches that had offsets before
/// @param refused those that got none
/// @param packedBytes that were taken from the manifest
/// @param lockWait from the claim until all partitions were read
public record AssignedRun(
    int lane,
    int taken,
    int partitions,
    int batches,
    long records,
    int duplicates,
    List<Placement.Refusal> refused,
    long packedBytes,
    Duration lockWait) {
  static AssignedRun nothing(int lane) {
    return new AssignedRun(lane, 0, 0, 0, 0, 0, List.of(), 0, Duration.ZERO);
  }

  /// Nothing was to be done.
  public boolean idle() {
    return taken == 0;
  }
}

package dev.plimsoll.contracts.maintenance;

import java.time.Instant;
import java.util.List;

/// Sizes of a table or an index over time, of `GET /api/v1/databases/{name}/maintenance/sizes`.
///
/// @param index whether it is an index
/// @param points the oldest first
public record RelationSizes(String relation, boolean index, List<SizePoint> points) {
  public RelationSizes {
    points = List.copyOf(points);
  }

  /// @param bytes main fork
  /// @param rows by the statistics; -1 where unknown
  /// @param deadRows by the counters; 0 for an index
  public record SizePoint(Instant at, long bytes, long rows, long deadRows) {}
}

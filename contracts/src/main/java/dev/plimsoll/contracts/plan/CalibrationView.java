package dev.plimsoll.contracts.plan;

import java.util.List;

/// `GET /api/v1/databases/{name}/calibration` of the planner: the costs of builds.
///
/// @param errorPercent median error of predicted durations of the last builds; -1 where none ended
/// @param fixedMillis of a build without workers, whatever its rows
public record CalibrationView(
    String database, double errorPercent, double fixedMillis, List<KeyCost> costs) {

  /// @param keys kind of key and collation
  /// @param sortMicros scan and sort, a row, which workers share
  /// @param serialMicros merge, load and WAL, a row, by the leader alone
  /// @param validationMicros a row
  /// @param observations finished builds and pilots; 0 where assumed
  public record KeyCost(
      String keys,
      double sortMicros,
      double serialMicros,
      double validationMicros,
      int observations) {}
}

package dev.plimsoll.contracts.plan;

import java.util.List;

/// `GET /api/v1/databases/{name}/calibration` of the planner: what a build costs there.
///
/// @param errorPercent median distance of predicted from actual durations, of the last builds; -1
///     where none ended yet
/// @param fixedMillis of a build without workers, whatever its rows
public record CalibrationView(
    String database, double errorPercent, double fixedMillis, List<KeyCost> costs) {

  /// @param keys kind of key and collation
  /// @param sortMicros scan and sort, a row, which workers share
  /// @param serialMicros merge, load and WAL, a row, by the leader alone
  /// @param validationMicros a row
  /// @param observations builds and pilots it was learned from; 0 for what is assumed
  public record KeyCost(
      String keys,
      double sortMicros,
      double serialMicros,
      double validationMicros,
      int observations) {}
}

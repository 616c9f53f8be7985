package dev.plimsoll.planning.calibration;

import dev.plimsoll.planning.sizing.KeyKind;

/// The observed costs of a finished build, by the phases of `pg_stat_progress_create_index`,
/// without waits for other sessions.
///
/// @param workersLaunched beside the leader
/// @param passes merge passes; 0 where the sort fitted in memory
/// @param sortMillis elapsed time of scan and sort; 0 where not seen
/// @param serialMillis elapsed time of merge and load; 0 where not seen
/// @param validationMillis elapsed time of the validation; 0 where not seen
/// @param predictedMillis of the whole, before it began
public record BuildObservation(
    KeyKind kind,
    long rows,
    int workersLaunched,
    int passes,
    double sortMillis,
    double serialMillis,
    double validationMillis,
    double predictedMillis,
    double actualMillis) {
  public BuildObservation {
    if (rows < 0 || workersLaunched < 0 || passes < 0) {
      throw new IllegalArgumentException("rows, workersLaunched and passes must be 0 or more");
    }
    if (!(sortMillis >= 0 && serialMillis >= 0 && validationMillis >= 0)) {
      throw new IllegalArgumentException("phases take 0 or more milliseconds");
    }
  }
}

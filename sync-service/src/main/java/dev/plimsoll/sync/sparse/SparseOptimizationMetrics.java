package dev.plimsoll.sync.sparse;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Duration;

/// Savings of the optimization; immutable.
///
/// @param sparseDetections sparse regions that were met
/// @param queriesSaved against windows of one width
/// @param timeSaved estimated: queries saved, times what one has taken
/// @param filesConsolidated files that were not written, because their rows went into another
/// @param queriesIssued that have been asked
public record SparseOptimizationMetrics(
    int sparseDetections,
    long queriesSaved,
    Duration timeSaved,
    long filesConsolidated,
    long queriesIssued) {
  public static final SparseOptimizationMetrics NONE =
      new SparseOptimizationMetrics(0, 0, Duration.ZERO, 0, 0);

  public SparseOptimizationMetrics plus(SparseOptimizationMetrics other) {
    return new SparseOptimizationMetrics(
        sparseDetections + other.sparseDetections,
        queriesSaved + other.queriesSaved,
        timeSaved.plus(other.timeSaved),
        filesConsolidated + other.filesConsolidated,
        queriesIssued + other.queriesIssued);
  }

  /// @param timeSavedMinutes rounded to two digits
  /// @param efficiencyGainPercent queries saved of those that windows of one width would have
  ///     taken, rounded to one digit; 0 where nothing has been asked
  @JsonNaming(SnakeCaseStrategy.class)
  public record PerformanceSummary(
      int sparseDetections,
      long queriesSaved,
      double timeSavedMinutes,
      long filesConsolidated,
      double efficiencyGainPercent) {}

  public PerformanceSummary performanceSummary() {
    long without = queriesSaved + queriesIssued;
    return new PerformanceSummary(
        sparseDetections,
        queriesSaved,
        Math.round(timeSaved.toMillis() / 600.0) / 100.0,
        filesConsolidated,
        without == 0 ? 0 : Math.round(1000.0 * queriesSaved / without) / 10.0);
  }
}

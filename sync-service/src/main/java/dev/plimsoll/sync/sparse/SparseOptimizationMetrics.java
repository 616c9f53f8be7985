package dev.plimsoll.sync.sparse;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Duration;

/// Savings against windows of one width.
///
/// @param sparseDetections sparse regions found
/// @param timeSaved estimate: queries saved, times the duration of one
/// @param filesConsolidated files avoided because their rows went into another
/// @param queriesIssued actual queries
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
  /// @param efficiencyGainPercent queries saved of those that windows of one width would take,
  ///     rounded to one digit; 0 without queries
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

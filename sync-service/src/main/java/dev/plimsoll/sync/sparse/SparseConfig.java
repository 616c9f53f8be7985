package dev.plimsoll.sync.sparse;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.plimsoll.connector.table.IdWindow;

/// Thresholds of `sparse_sequence_optimization`, with their original names and structure. May be
/// replaced while an extract runs ({@link WindowPlanner#under}).
///
/// @param enabled false makes every strategy read by windows of one width
@JsonNaming(SnakeCaseStrategy.class)
public record SparseConfig(
    boolean enabled,
    Detection detection,
    AdaptiveScaling adaptiveScaling,
    Accumulation accumulation,
    Monitoring monitoring) {

  /// @param efficiencyThreshold a window with fewer rows per id is sparse; above 0, at most 1
  /// @param minChunkSizeCheck windows of this many ids or fewer are not judged; 0 or more
  /// @param consecutiveSparseLimit sparse windows in a row that end reading by windows; 1 or more
  @JsonNaming(SnakeCaseStrategy.class)
  public record Detection(
      double efficiencyThreshold, long minChunkSizeCheck, int consecutiveSparseLimit) {
    public Detection {
      require(
          efficiencyThreshold > 0 && efficiencyThreshold <= 1,
          "detection.efficiency_threshold must be above 0 and at most 1");
      require(minChunkSizeCheck >= 0, "detection.min_chunk_size_check must be 0 or more");
      require(consecutiveSparseLimit >= 1, "detection.consecutive_sparse_limit must be 1 or more");
    }

    public boolean isSparse(IdWindow window, long rows) {
      return window.width() > minChunkSizeCheck && rows < window.width() * efficiencyThreshold;
    }
  }

  /// @param maxScaleFactor of the base width; 1 or more
  /// @param maxChunkSize ids in one window; 1 or more
  @JsonNaming(SnakeCaseStrategy.class)
  public record AdaptiveScaling(boolean enabled, int maxScaleFactor, long maxChunkSize) {
    public AdaptiveScaling {
      require(maxScaleFactor >= 1, "adaptive_scaling.max_scale_factor must be 1 or more");
      require(maxChunkSize >= 1, "adaptive_scaling.max_chunk_size must be 1 or more");
    }
  }

  /// @param minBatchSize 1 or more; part of the given structure, and decides nothing
  /// @param maxBatchSize rows that end a file; the least or more
  /// @param maxMemoryMb of rows in memory, a hard limit in MiB; 1 or more
  @JsonNaming(SnakeCaseStrategy.class)
  public record Accumulation(
      boolean enabled, long minBatchSize, long maxBatchSize, int maxMemoryMb) {
    public Accumulation {
      require(minBatchSize >= 1, "accumulation.min_batch_size must be 1 or more");
      require(
          maxBatchSize >= minBatchSize,
          "accumulation.max_batch_size must not be less than min_batch_size");
      require(maxMemoryMb >= 1, "accumulation.max_memory_mb must be 1 or more");
    }

    public long maxMemoryBytes() {
      return (long) maxMemoryMb << 20;
    }
  }

  /// Logging and counting; does not affect reading.
  @JsonNaming(SnakeCaseStrategy.class)
  public record Monitoring(
      boolean logEfficiencyMetrics,
      boolean alertOnSparseDetection,
      boolean trackPerformanceGains) {}

  public static final SparseConfig DEFAULT =
      new SparseConfig(
          true,
          new Detection(0.10, 1_000, 2),
          new AdaptiveScaling(true, 10, 500_000),
          new Accumulation(true, 50_000, 200_000, 512),
          new Monitoring(true, true, true));

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}

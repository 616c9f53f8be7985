package dev.plimsoll.sync.analysis;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.sync.TableAnalysis;
import dev.plimsoll.contracts.sync.TableAnalysis.AgainstFixed;
import dev.plimsoll.contracts.sync.TableAnalysis.Density;
import dev.plimsoll.contracts.sync.TableAnalysis.Figures;
import dev.plimsoll.sync.sparse.AdaptiveChunkSizer;
import dev.plimsoll.sync.sparse.DensityMap;
import dev.plimsoll.sync.sparse.SparseConfig;
import dev.plimsoll.sync.sparse.SparseOptimizationMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is kept of an extract of a table, and what follows from it.
///
/// @param endedAt null before its reading has ended, or before that was noted
/// @param actual so far, where it has not ended
/// @param extracted its reading has ended, whether or not that was noted
/// @param bounds null where nothing is known of its key
record AnalysisRow(
    UUID tableId,
    UUID extractId,
    String source,
    QualifiedName table,
    String strategy,
    Instant plannedAt,
    @Nullable Instant endedAt,
    Figures forecast,
    String basis,
    Figures actual,
    boolean extracted,
    @Nullable KeyBounds bounds,
    double lookMillis) {
  private static final int STEPS = 64;
  private static final double MILLIS_PER_SECOND = 1_000;

  TableAnalysis view(SparseConfig.Detection detection) {
    return new TableAnalysis(
        extractId,
        source,
        table,
        strategy,
        plannedAt,
        endedAt,
        forecast,
        basis,
        actual,
        bounds == null ? null : density(bounds, detection),
        bounds == null || endedAt == null ? null : againstFixed(bounds));
  }

  // While it is being read, the rows to come count as well.
  private long rows() {
    return extracted ? actual.rows() : Math.max(actual.rows(), forecast.rows());
  }

  private Density density(KeyBounds known, SparseConfig.Detection detection) {
    DensityMap map = known.map(rows());
    return new Density(
        known.column(),
        map.range().first(),
        map.range().last(),
        map.inSteps(STEPS).regions().stream().map(DensityMap.Region::rows).toList(),
        map.efficiency(),
        map.sparseRegions(detection),
        known.remembered());
  }

  AgainstFixed againstFixed(KeyBounds known) {
    long width = AdaptiveChunkSizer.DEFAULT_BASE_SIZE;
    DensityMap.Savings savings =
        known.map(rows()).againstFixed(width, actual.queries(), actual.files());
    return new AgainstFixed(
        width,
        savings.fixedQueries(),
        savings.fixedEmptyQueries(),
        savings.fixedFiles(),
        savings.queriesSaved(),
        savings.filesSaved(),
        Math.max(0, savings.queriesSaved()) * lookMillis / MILLIS_PER_SECOND);
  }

  /// What has been saved; nothing where more was asked or written than `fixed` would have.
  SparseOptimizationMetrics metrics(KeyBounds known, SparseConfig.Detection detection) {
    AgainstFixed fixed = againstFixed(known);
    return new SparseOptimizationMetrics(
        known.map(rows()).sparseRegions(detection),
        Math.max(0, fixed.queriesSaved()),
        Duration.ofMillis(Math.round(fixed.secondsSaved() * MILLIS_PER_SECOND)),
        Math.max(0, fixed.filesSaved()),
        actual.queries());
  }
}

package dev.plimsoll.contracts.sync;

import dev.plimsoll.contracts.database.QualifiedName;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The analysis of a table's reading: forecast and actual figures. The sync service keeps the last
/// twenty of each table.
///
/// @param basis of the forecast, in a sentence
/// @param density absent where unknown or the key is not one column of whole numbers
/// @param fixed against windows of one width; absent before the end and without a density
public record TableAnalysis(
    UUID extractId,
    String source,
    QualifiedName table,
    AnalyzedReading reading,
    Figures forecast,
    String basis,
    Figures actual,
    @Nullable Density density,
    @Nullable AgainstFixed fixed) {

  /// @param endedAt absent before the end
  public record AnalyzedReading(String strategy, Instant plannedAt, @Nullable Instant endedAt) {}

  /// @param seconds from the first worker's start to the last one's end, with pauses
  public record Figures(long rows, long bytes, long queries, long files, double seconds) {}

  /// The distribution of rows along the key, by the source's statistics.
  ///
  /// @param first least id at planning
  /// @param last greatest id at planning
  /// @param rows in at most 64 equal steps from first to last
  /// @param efficiency rows over ids
  /// @param sparseRegions runs of sparse steps, by the thresholds of `detection`
  /// @param remembered from an earlier extract, since the source has no statistics
  public record Density(
      String column,
      long first,
      long last,
      List<Long> rows,
      double efficiency,
      int sparseRegions,
      boolean remembered) {}

  /// @param width of a window in ids
  /// @param emptyQueries estimated
  /// @param files one for each window with rows, estimated
  /// @param queriesSaved negative where more were sent
  /// @param secondsSaved by the time of a query for both ends of the key; 0 or more
  public record AgainstFixed(
      long width,
      long queries,
      long emptyQueries,
      long files,
      long queriesSaved,
      long filesSaved,
      double secondsSaved) {}
}

package dev.plimsoll.contracts.sync;

import dev.plimsoll.contracts.database.QualifiedName;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The analysis of a table: what was known when it was planned, the forecast of its reading, and
/// what it took; of the sync service. One for each extract of the table, the last twenty of them.
///
/// @param strategy how it is read
/// @param endedAt when its reading was at its end; absent before
/// @param forecast when it was planned
/// @param basis of what was predicted, in a sentence
/// @param actual so far, and for good once it has ended
/// @param density where its rows are; absent where the key is not one column of whole numbers, or
///     nothing could be learnt of it
/// @param fixed what windows of one width would have taken; absent before the end and without a
///     density
public record TableAnalysis(
    UUID extractId,
    String source,
    QualifiedName table,
    String strategy,
    Instant plannedAt,
    @Nullable Instant endedAt,
    Figures forecast,
    String basis,
    Figures actual,
    @Nullable Density density,
    @Nullable AgainstFixed fixed) {

  /// @param bytes of the files
  /// @param queries to the source for rows
  /// @param seconds from the first worker's beginning to the last one's end, pauses included
  public record Figures(long rows, long bytes, long queries, long files, double seconds) {}

  /// Where rows lie along the key, by the source's statistics.
  ///
  /// @param column the key
  /// @param first the least id, when it was planned
  /// @param last the greatest
  /// @param rows in equal steps from the first id to the last, at most 64 of them
  /// @param efficiency rows of the ids between first and last
  /// @param sparseRegions runs of sparse stretches, by the thresholds of `detection`
  /// @param remembered the source had no statistics: they are those of an earlier extract
  public record Density(
      String column,
      long first,
      long last,
      List<Long> rows,
      double efficiency,
      int sparseRegions,
      boolean remembered) {}

  /// @param width ids in a window
  /// @param queries one for each window
  /// @param emptyQueries of these, estimated
  /// @param files one for each window with rows, estimated
  /// @param queriesSaved negative where more was asked than `fixed` would have
  /// @param filesSaved likewise
  /// @param secondsSaved queries saved, each as long as the look at both ends of the key took; 0 or
  ///     more
  public record AgainstFixed(
      long width,
      long queries,
      long emptyQueries,
      long files,
      long queriesSaved,
      long filesSaved,
      double secondsSaved) {}
}

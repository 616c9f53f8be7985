package dev.plimsoll.contracts.sync;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.TableReading.Consistency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/extracts/explain` of the sync service: what an extract would do, without doing
/// it.
///
/// @param rows expected, of all tables that are not refused
/// @param sourceBytes of their heaps and what their rows have beside them
/// @param seconds expected with this service's places alone and nothing else in them
public record ExtractExplanation(
    List<TableExplanation> tables, long rows, long sourceBytes, long queries, double seconds) {

  /// @param strategy empty where it is refused, as are the figures
  /// @param why that strategy
  /// @param workers that may read it side by side, if there are places for them
  /// @param ranges that they share: of blocks or of keys
  /// @param queries to the source, none of them empty where the table is not
  /// @param rows the source's estimate; 0 where it has none
  /// @param seconds by one worker after the other sharing this service's places
  /// @param basis of the seconds, in a sentence
  /// @param deletes keys that are compared once the increment is merged; null where none are
  public record TableExplanation(
      QualifiedName table,
      String strategy,
      String why,
      @Nullable Consistency consistency,
      int workers,
      long ranges,
      long queries,
      long rows,
      long sourceBytes,
      double seconds,
      String basis,
      @Nullable ComparedKeys deletes,
      @Nullable ErrorCode errorCode,
      @Nullable String error) {}

  /// Keys of source and target are compared, and rows that the source has no more are deleted at
  /// the target.
  ///
  /// @param targetRows the target's estimate of what it has now; 0 where the table is yet to be
  ///     made
  /// @param ranges of keys that are compared, 1 or more
  /// @param maxPercent of the target's rows that may be deleted, 1 to 100
  /// @param maxRows that may be deleted
  public record ComparedKeys(long targetRows, long ranges, int maxPercent, long maxRows) {}
}

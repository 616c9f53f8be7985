package dev.plimsoll.contracts.sync;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.TableReading.Consistency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/extracts/explain` of the sync service: a forecast of an extract.
///
/// @param rows expected, without refused tables
/// @param sourceBytes of heaps and TOAST
/// @param seconds on this service alone with nothing else to do
public record ExtractExplanation(
    List<TableExplanation> tables, long rows, long sourceBytes, long queries, double seconds) {

  /// @param strategy empty where it is refused, like the figures
  /// @param workers at most, if there are places for them
  /// @param ranges of blocks or of keys
  /// @param queries to the source
  /// @param rows the source's estimate; 0 where it has none
  /// @param seconds on this service's places
  /// @param deletes comparison of keys after the merge; null where there is none
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

  /// A comparison of keys, which deletes rows of the target that the source lacks.
  ///
  /// @param targetRows the target's estimate; 0 for a new table
  /// @param maxPercent of the target's rows that may be deleted, 1 to 100
  public record ComparedKeys(long targetRows, long ranges, int maxPercent, long maxRows) {}
}

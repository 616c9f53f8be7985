package dev.plimsoll.contracts.sync;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.Failure;
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

  /// @param reading absent where it is refused, like the estimate
  /// @param deletes comparison of keys after the merge; absent where there is none
  /// @param failure why it is refused
  public record TableExplanation(
      QualifiedName table,
      @Nullable ExplainedReading reading,
      @Nullable Estimate estimate,
      @Nullable ComparedKeys deletes,
      @Nullable Failure failure) {}

  /// The way in which a table would be read.
  ///
  /// @param workers at most, if there are places for them
  /// @param ranges of blocks or of keys
  public record ExplainedReading(
      String strategy, String why, Consistency consistency, int workers, long ranges) {}

  /// What reading a table would take.
  ///
  /// @param rows the source's estimate; 0 where it has none
  /// @param queries to the source
  /// @param seconds on this service's places
  /// @param basis of the seconds, in a sentence
  public record Estimate(long rows, long sourceBytes, long queries, double seconds, String basis) {}

  /// A comparison of keys, which deletes rows of the target that the source lacks.
  ///
  /// @param targetRows the target's estimate; 0 for a new table
  /// @param maxPercent of the target's rows that may be deleted, 1 to 100
  public record ComparedKeys(long targetRows, long ranges, int maxPercent, long maxRows) {}
}

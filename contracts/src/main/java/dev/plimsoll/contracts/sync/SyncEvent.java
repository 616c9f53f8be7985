package dev.plimsoll.contracts.sync;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `sync.events`: the progress of one table of an extract and its load. Key: extract id.
public sealed interface SyncEvent {
  UUID extractId();

  QualifiedName table();

  /// Counters of the whole table so far; they only grow.
  ///
  /// @param reading null where unknown
  record TableProgressed(
      UUID extractId, QualifiedName table, TableCounters counters, @Nullable Pace reading)
      implements SyncEvent {}

  record TableExtracted(
      UUID extractId, QualifiedName table, TableCounters counters, Duration elapsed)
      implements SyncEvent {}

  /// The analysis of a table, sent with its plan and at the end of its reading.
  ///
  /// @param earlier figures of at most five earlier extracts, the latest first
  record TableAnalyzed(
      UUID extractId,
      QualifiedName table,
      TableAnalysis analysis,
      List<TableAnalysis.Figures> earlier)
      implements SyncEvent {}

  /// Every row is in the target, so missing keys and indexes can be planned.
  ///
  /// @param database the target's registered name
  /// @param sourceKey primary key at the source; empty where it has none
  record TableLoaded(
      UUID extractId,
      QualifiedName table,
      String database,
      QualifiedName target,
      List<String> sourceKey,
      TableCounters counters,
      Duration elapsed)
      implements SyncEvent {}

  /// A failed table. A retry starts from the rows that are safe.
  ///
  /// @param message at most [Bound#LONGEST_MESSAGE] characters
  record TableFailed(
      UUID extractId,
      QualifiedName table,
      ErrorCode code,
      String message,
      @Nullable String sqlState)
      implements SyncEvent {
    public TableFailed {
      message = Bound.words(message == null ? "" : message);
    }
  }
}

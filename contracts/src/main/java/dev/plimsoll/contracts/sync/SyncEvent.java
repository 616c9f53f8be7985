package dev.plimsoll.contracts.sync;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `sync.events`: what happens to one table of an extract and its load. Key: extract id.
public sealed interface SyncEvent {
  UUID extractId();

  /// The table at the source.
  QualifiedName table();

  /// Counters so far, of the whole table; they only grow.
  ///
  /// @param reading how fast it is read; null where it is not, or that is not known
  record TableProgressed(
      UUID extractId, QualifiedName table, TableCounters counters, @Nullable Pace reading)
      implements SyncEvent {}

  /// Every batch of the table is announced.
  record TableExtracted(
      UUID extractId, QualifiedName table, TableCounters counters, Duration elapsed)
      implements SyncEvent {}

  /// What is known of a table: told when it is planned, and again when its reading has ended.
  ///
  /// @param earlier what extracts of the same table took before, at most five, the latest first
  record TableAnalyzed(
      UUID extractId,
      QualifiedName table,
      TableAnalysis analysis,
      List<TableAnalysis.Figures> earlier)
      implements SyncEvent {}

  /// Every row is in the target: the moment to look for missing keys and indexes.
  ///
  /// @param database the target's name, as registered with the planner too
  /// @param target the table there
  /// @param sourceKey columns of the source's primary key in its order; empty where it has none
  record TableLoaded(
      UUID extractId,
      QualifiedName table,
      String database,
      QualifiedName target,
      List<String> sourceKey,
      TableCounters counters,
      Duration elapsed)
      implements SyncEvent {}

  /// The table stopped; others go on. A retry starts from what is safely kept.
  ///
  /// @param message cut where it is very long, whoever has worded it
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

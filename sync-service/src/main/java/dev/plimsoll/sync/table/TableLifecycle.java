package dev.plimsoll.sync.table;

import dev.plimsoll.contracts.sync.ExtractView.TableState;

/// Lifecycle of a table: the state that follows from its facts, and the legal moves. Pure.
///
/// ```
/// PLANNED → EXTRACTING → EXTRACTED → LOADING → LOADED
///     └────────┴─────────────┴──────────┴──→ FAILED → (retry) → whatever the facts say
/// ```
public final class TableLifecycle {
  private TableLifecycle() {}

  /// Facts of a table.
  ///
  /// @param started a read task has been claimed
  /// @param prepared the target table and its offsets exist
  /// @param deletesOpen rows may yet be deleted in the target
  public record Facts(
      int readTasks,
      int readTasksDone,
      long rowsExtracted,
      long rowsLoaded,
      boolean started,
      boolean hasTarget,
      boolean prepared,
      boolean deletesOpen) {

    boolean extracted() {
      return readTasks > 0 && readTasksDone == readTasks;
    }

    boolean loaded() {
      return extracted() && hasTarget && prepared && rowsLoaded == rowsExtracted && !deletesOpen;
    }
  }

  /// State of a table that has not failed. While it is being extracted it is EXTRACTING, even if
  /// some of its batches are loaded.
  public static TableState of(Facts facts) {
    if (facts.loaded()) {
      return TableState.LOADED;
    }
    if (facts.extracted()) {
      return facts.rowsLoaded() > 0 ? TableState.LOADING : TableState.EXTRACTED;
    }
    return facts.started() ? TableState.EXTRACTING : TableState.PLANNED;
  }

  public static boolean allows(TableState from, TableState to) {
    return from == to
        || switch (from) {
          case PLANNED -> to != TableState.LOADING;
          case EXTRACTING, EXTRACTED, LOADING -> to.compareTo(from) > 0;
          case LOADED -> false;
          case FAILED -> true;
        };
  }

  /// Whether the table has ended.
  public static boolean isEnd(TableState state, boolean hasTarget) {
    return switch (state) {
      case LOADED, FAILED -> true;
      case EXTRACTED -> !hasTarget;
      case PLANNED, EXTRACTING, LOADING -> false;
    };
  }
}

package dev.plimsoll.sync.table;

import dev.plimsoll.contracts.sync.ExtractView.TableState;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/// Lifecycle of a table: which state its facts put it in, and which moves are legal. Pure.
///
/// ```
/// PLANNED → EXTRACTING → EXTRACTED → LOADING → LOADED
///     └────────┴─────────────┴──────────┴──→ FAILED → (retry) → whatever the facts say
/// ```
public final class TableLifecycle {
  private static final Map<TableState, Set<TableState>> MOVES =
      Map.of(
          TableState.PLANNED,
          EnumSet.of(
              TableState.EXTRACTING, TableState.EXTRACTED, TableState.LOADED, TableState.FAILED),
          TableState.EXTRACTING,
          EnumSet.of(
              TableState.EXTRACTED, TableState.LOADING, TableState.LOADED, TableState.FAILED),
          TableState.EXTRACTED,
          EnumSet.of(TableState.LOADING, TableState.LOADED, TableState.FAILED),
          TableState.LOADING,
          EnumSet.of(TableState.LOADED, TableState.FAILED),
          TableState.LOADED,
          EnumSet.noneOf(TableState.class),
          TableState.FAILED,
          EnumSet.allOf(TableState.class));

  private TableLifecycle() {}

  /// What is known of a table.
  ///
  /// @param started a read task has been claimed
  /// @param prepared the target table is there, and the offsets with it
  /// @param deletesOpen rows may yet be deleted at the target
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

  /// The state that the facts of a table that has not failed amount to. While a table is still
  /// being extracted it is EXTRACTING, though batches of it are loaded already.
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
    return from == to || MOVES.getOrDefault(from, Set.of()).contains(to);
  }

  /// True when nothing more will happen to a table by itself.
  public static boolean isEnd(TableState state, boolean hasTarget) {
    return switch (state) {
      case LOADED, FAILED -> true;
      case EXTRACTED -> !hasTarget;
      case PLANNED, EXTRACTING, LOADING -> false;
    };
  }
}

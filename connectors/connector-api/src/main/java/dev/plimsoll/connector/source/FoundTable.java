package dev.plimsoll.connector.source;

import dev.plimsoll.connector.increment.IncrementSource;
import dev.plimsoll.connector.table.RowWindow;
import dev.plimsoll.connector.table.SourceTable;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// A table in its present state, and the ways to read it. Valid while its {@link PlanningSession}
/// is open.
public interface FoundTable {
  SourceTable table();

  /// Plans to read every row.
  ///
  /// @throws dev.plimsoll.contracts.problem.PlimsollException INVALID_REQUEST where the wish cannot
  ///     be met
  ReadingPlan plan(ReadingWish wish) throws SQLException;

  /// Facts that windows of increments are planned by.
  ///
  /// @throws dev.plimsoll.contracts.problem.PlimsollException INVALID_REQUEST where there are none
  default IncrementSource increments() {
    throw Source.unsupported(table().name() + " is read whole: its source has no increments");
  }

  /// Plans to read the rows of a window.
  ///
  /// @param narrowed the table with only the columns and the key that are read
  /// @throws dev.plimsoll.contracts.problem.PlimsollException as {@link #plan(ReadingWish)}
  default ReadingPlan plan(ReadingWish wish, SourceTable narrowed, RowWindow window)
      throws SQLException {
    throw Source.unsupported(table().name() + " is read whole: its source has no increments");
  }

  /// Why its keys cannot be compared with a target's; null where they can.
  default @Nullable String whyKeysAreNotCompared() throws SQLException {
    return "its source does not compare keys";
  }
}

package dev.plimsoll.connector.source;

import dev.plimsoll.connector.increment.IncrementSource;
import dev.plimsoll.connector.table.RowWindow;
import dev.plimsoll.connector.table.SourceTable;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// A table as it is now, and how it can be read. Lives as long as the {@link PlanningSession} that
/// has found it.
public interface FoundTable {
  SourceTable table();

  /// How every row is read.
  ///
  /// @throws dev.plimsoll.contracts.problem.PlimsollException INVALID_REQUEST where it cannot be
  ///     read as is wanted
  ReadingPlan plan(ReadingWish wish) throws SQLException;

  /// What the window of an increment is found by.
  ///
  /// @throws dev.plimsoll.contracts.problem.PlimsollException INVALID_REQUEST where the source has
  ///     no increments
  default IncrementSource increments() {
    throw Source.unsupported(table().name() + " is read whole: its source has no increments");
  }

  /// How the rows of a window are read.
  ///
  /// @param narrowed the table with the columns and the key that are read
  /// @throws dev.plimsoll.contracts.problem.PlimsollException INVALID_REQUEST where it cannot be
  ///     read as is wanted
  default ReadingPlan plan(ReadingWish wish, SourceTable narrowed, RowWindow window)
      throws SQLException {
    throw Source.unsupported(table().name() + " is read whole: its source has no increments");
  }

  /// Why its keys cannot be compared with a target's, in words; null where they can.
  default @Nullable String whyKeysAreNotCompared() throws SQLException {
    return "its source does not compare keys";
  }
}

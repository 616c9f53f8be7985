package dev.plimsoll.sync.increment;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.plimsoll.connector.loading.Merging;
import dev.plimsoll.connector.table.RowWindow;
import dev.plimsoll.connector.table.RowWindow.ColumnWindow;
import dev.plimsoll.connector.table.RowWindow.TransactionWindow;
import dev.plimsoll.contracts.sync.IncrementWindow;
import dev.plimsoll.contracts.sync.IncrementWindow.Merged;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Increment of a table: its window, fixed when it is planned, so that a process that continues it
/// reads the same rows.
///
/// @param column null with {@link IncrementMode#XMIN}
/// @param low the watermark; null for the first row
/// @param high to which the watermark moves; null where nothing may be read yet
/// @param waitsFor what keeps `high` from reaching further, in a sentence; null for nothing
/// @param addedColumns names of columns that the last increment did not have
/// @param deletes limit of the rows to delete at the target once the window is merged; null where
///     none are deleted
/// @param lateCommits how rows that are committed late are not passed, in a sentence; null in
///     increments of older versions
public record Increment(
    IncrementMode mode,
    @Nullable String column,
    @Nullable String low,
    @Nullable String high,
    @Nullable String waitsFor,
    List<String> addedColumns,
    @Nullable DeleteLimit deletes,
    @Nullable String lateCommits) {
  public RowWindow window() {
    return switch (mode) {
      case COLUMN -> new ColumnWindow(Objects.requireNonNull(column), low, high);
      case XMIN -> new TransactionWindow(low, high);
    };
  }

  /// @param key the source's primary key
  public Merging merging(List<String> key) {
    return new Merging(key, column, addedColumns, deletes != null);
  }

  /// @param merged with the number of deleted rows, 0 where keys are not compared
  @JsonIgnore
  public IncrementWindow view(Merged merged) {
    return new IncrementWindow(
        mode.value(),
        column,
        low,
        high,
        waitsFor,
        addedColumns,
        deletes == null ? new Merged(merged.inserted(), merged.replaced(), null) : merged,
        lateCommits);
  }
}

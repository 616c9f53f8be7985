package dev.plimsoll.sync.increment;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.plimsoll.connector.loading.Merging;
import dev.plimsoll.connector.table.RowWindow;
import dev.plimsoll.connector.table.RowWindow.ColumnWindow;
import dev.plimsoll.connector.table.RowWindow.TransactionWindow;
import dev.plimsoll.contracts.sync.IncrementWindow;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What an increment reads: the window of its table, fixed when it is planned, so that another
/// process that continues it reads the same.
///
/// @param column null with {@link IncrementMode#XMIN}
/// @param low the watermark; null for the first row
/// @param high to which the watermark moves; null where nothing may be read yet
/// @param waitsFor what keeps `high` from reaching further, in a sentence; null where nothing does
/// @param addedColumns names of columns that the last increment did not have
/// @param deletes rows of the target whose key the source has no more are deleted when the window
///     has been merged, so many at most; null where none are
/// @param lateCommits what keeps rows that are committed late from being passed, in a sentence;
///     null in increments that were kept before it was noted
public record Increment(
    IncrementMode mode,
    @Nullable String column,
    @Nullable String low,
    @Nullable String high,
    @Nullable String waitsFor,
    List<String> addedColumns,
    @Nullable DeleteLimit deletes,
    @Nullable String lateCommits) {
  /// The rows that it reads.
  public RowWindow window() {
    return switch (mode) {
      case COLUMN -> new ColumnWindow(Objects.requireNonNull(column), low, high);
      case XMIN -> new TransactionWindow(low, high);
    };
  }

  /// Rule by which a target merges its rows.
  ///
  /// @param key the source's primary key
  public Merging merging(List<String> key) {
    return new Merging(key, column, addedColumns, deletes != null);
  }

  /// As views have it.
  ///
  /// @param inserted rows that the target did not have
  /// @param replaced rows that the target had otherwise
  /// @param deleted rows that the source has no more
  @JsonIgnore
  public IncrementWindow view(long inserted, long replaced, long deleted) {
    return new IncrementWindow(
        mode.value(),
        column,
        low,
        high,
        waitsFor,
        addedColumns,
        inserted,
        replaced,
        deletes == null ? null : deleted,
        lateCommits);
  }
}

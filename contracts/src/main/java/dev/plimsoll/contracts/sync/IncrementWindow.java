package dev.plimsoll.contracts.sync;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The window of an increment: rows beyond `low`, up to `high`, in the source's text.
///
/// @param mode `column` or `xmin`
/// @param column absent with `xmin`
/// @param low the watermark before; absent for the first increment
/// @param high the watermark afterwards; absent where no row may be read
/// @param waitsFor the reason why the window ends before the table does; absent where there is none
/// @param addedColumns since the last increment, which are read
/// @param lateCommits protection of rows committed late, in a sentence; absent in old increments
public record IncrementWindow(
    String mode,
    @Nullable String column,
    @Nullable String low,
    @Nullable String high,
    @Nullable String waitsFor,
    List<String> addedColumns,
    Merged merged,
    @Nullable String lateCommits) {

  /// Rows of the target that the increment has changed.
  ///
  /// @param replaced each of which leaves a dead row until vacuum
  /// @param deleted absent where keys are not compared
  public record Merged(long inserted, long replaced, @Nullable Long deleted) {}
}

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
/// @param inserted rows that are new at the target
/// @param replaced rows of the target, each of which leaves a dead row until vacuum
/// @param deleted rows of the target; absent where keys are not compared
/// @param lateCommits protection of rows committed late, in a sentence; absent in old increments
public record IncrementWindow(
    String mode,
    @Nullable String column,
    @Nullable String low,
    @Nullable String high,
    @Nullable String waitsFor,
    List<String> addedColumns,
    long inserted,
    long replaced,
    @Nullable Long deleted,
    @Nullable String lateCommits) {}

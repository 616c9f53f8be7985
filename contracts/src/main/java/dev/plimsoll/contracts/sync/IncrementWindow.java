package dev.plimsoll.contracts.sync;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The window of an increment: rows beyond one value, up to another. Texts are the source's.
///
/// @param mode `column` or `xmin`
/// @param column absent with `xmin`
/// @param low the watermark that it goes on from; absent for the first increment
/// @param high to which the watermark moves once the work is done; absent where nothing may be read
/// @param waitsFor what keeps the window from reaching as far as the table does, in a sentence;
///     absent where nothing does
/// @param addedColumns that the table has gained since the last increment, and that are read
/// @param inserted rows that the target did not have
/// @param replaced rows that the target had otherwise: each has left a dead row there, until vacuum
/// @param deleted rows that the source has no more; absent where keys are not compared
/// @param lateCommits what keeps rows that are committed late from being passed, in a sentence;
///     absent in increments that were read before it was noted
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

package dev.plimsoll.connector.loading;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rule by which rows of an increment are merged into those that a target has.
///
/// @param key the source's primary key, by which rows are told apart
/// @param column whose greater value wins; null where the later row does
/// @param addedColumns names of columns that the target may still lack
/// @param deletes rows are to be deleted, too
public record Merging(
    List<String> key, @Nullable String column, List<String> addedColumns, boolean deletes) {}

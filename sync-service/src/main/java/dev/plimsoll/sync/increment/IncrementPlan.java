package dev.plimsoll.sync.increment;

import dev.plimsoll.connector.increment.Observation;
import dev.plimsoll.connector.table.SourceTable;
import org.jspecify.annotations.Nullable;

/// Plan of an increment.
///
/// @param table with the columns and the reading key that the increment has
/// @param from watermark that the plan has found; it must be the same when the increment begins
/// @param pending remembered for the next increment
public record IncrementPlan(
    SourceTable table,
    Increment increment,
    IncrementSettings options,
    @Nullable String from,
    @Nullable Observation pending) {}

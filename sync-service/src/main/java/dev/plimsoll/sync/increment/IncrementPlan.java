package dev.plimsoll.sync.increment;

import dev.plimsoll.connector.increment.Observation;
import dev.plimsoll.connector.table.SourceTable;
import org.jspecify.annotations.Nullable;

/// An increment of a table, ready to be begun.
///
/// @param table with the columns and the reading key that the increment has
/// @param increment its window
/// @param options what was asked for
/// @param from the watermark as the plan has found it: it must still be that when it is begun
/// @param pending to be remembered for the next increment
public record IncrementPlan(
    SourceTable table,
    Increment increment,
    IncrementSettings options,
    @Nullable String from,
    @Nullable Observation pending) {}

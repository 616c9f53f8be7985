package dev.plimsoll.connector.source;

import dev.plimsoll.connector.table.ReadRange;
import dev.plimsoll.connector.table.ReadStrategyChoice;
import java.util.List;

/// How a table is going to be read.
///
/// @param readTasks that are read side by side; at least one
/// @param snapshot whether all of them share one moment, under which the table is read whole or
///     begun anew
public record ReadingPlan(ReadStrategyChoice choice, List<ReadRange> readTasks, boolean snapshot) {}

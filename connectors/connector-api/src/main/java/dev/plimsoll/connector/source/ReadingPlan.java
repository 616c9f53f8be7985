package dev.plimsoll.connector.source;

import dev.plimsoll.connector.table.ReadRange;
import dev.plimsoll.connector.table.ReadStrategyChoice;
import java.util.List;

/// Plan to read a table.
///
/// @param readTasks at least one; read in parallel
/// @param snapshot whether all tasks share one snapshot: if it is lost, the reading starts again
public record ReadingPlan(ReadStrategyChoice choice, List<ReadRange> readTasks, boolean snapshot) {}

package dev.plimsoll.connector.source;

import dev.plimsoll.connector.table.SplitRange;
import dev.plimsoll.connector.table.StrategyChoice;
import java.util.List;

/// How a table is going to be read.
///
/// @param splits that are read side by side; at least one
/// @param snapshot whether all of them share one moment, under which the table is read whole or
///     begun anew
public record ReadingPlan(StrategyChoice choice, List<SplitRange> splits, boolean snapshot) {}

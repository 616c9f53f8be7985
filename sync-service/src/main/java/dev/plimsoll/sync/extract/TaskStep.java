package dev.plimsoll.sync.extract;

import dev.plimsoll.connector.table.BlockRange;
import java.util.List;

/// What a read task has come to since its last step.
///
/// @param batches with sequences that follow on each other; empty only at an end
/// @param ranges whose rows are in the last of the batches, for a read task that empties a queue
/// @param end nothing is left to read
/// @param emptyQueries of this claim; told at the end
/// @param bounds how often the range's end was taken over, as far as the reader knows
record TaskStep(
    List<Batch> batches, List<BlockRange> ranges, boolean end, int emptyQueries, int bounds) {}

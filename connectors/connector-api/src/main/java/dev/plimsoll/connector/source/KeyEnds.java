package dev.plimsoll.connector.source;

import java.util.List;

/// Range of a table's key, which is one column of whole numbers.
///
/// @param histogram bounds of the server's equal-height histogram, ascending; empty for none
/// @param millis time of the look-up: a round trip and two index descents, as an empty window of
///     keys takes
public record KeyEnds(
    String column, long least, long greatest, List<Long> histogram, double millis) {}

package dev.plimsoll.connector.source;

import java.util.List;

/// Where the keys of a table lie, which is one column of whole numbers.
///
/// @param histogram bounds of the server's statistics, ascending, each as many rows from the next;
///     empty where there are none
/// @param millis that the look at the ends has taken: a round trip and two descents of an index, as
///     an empty window of keys takes
public record KeyEnds(
    String column, long least, long greatest, List<Long> histogram, double millis) {}

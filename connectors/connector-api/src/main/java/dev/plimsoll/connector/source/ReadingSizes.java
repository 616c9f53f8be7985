package dev.plimsoll.connector.source;

/// Approximate sizes and greatest numbers of a table's parts.
///
/// @param rangeBytes of one range that an idle worker may take
/// @param readTaskBytes of one read task by key
/// @param maxReadTasks of one table, 1 or more
/// @param maxWorkers on one table by default, 1 or more
public record ReadingSizes(long rangeBytes, long readTaskBytes, int maxReadTasks, int maxWorkers) {}

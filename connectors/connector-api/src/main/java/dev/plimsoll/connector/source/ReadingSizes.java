package dev.plimsoll.connector.source;

/// How large parts of tables are, and how many.
///
/// @param rangeBytes of a table in one range that an idle worker may take, about
/// @param readTaskBytes of a table in one read task by key, about
/// @param maxReadTasks of one table, 1 or more
/// @param maxWorkers on one table where a request says nothing, 1 or more
public record ReadingSizes(long rangeBytes, long readTaskBytes, int maxReadTasks, int maxWorkers) {}

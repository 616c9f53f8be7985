package dev.plimsoll.connector.loading;

/// Rows of an increment that the target did not have, and those that it had otherwise.
public record MergeCounts(long inserted, long replaced) {}

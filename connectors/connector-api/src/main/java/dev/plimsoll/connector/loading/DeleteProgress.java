package dev.plimsoll.connector.loading;

/// Progress of an increment's deletes, kept at the target in one transaction with them. After a
/// restart keys are compared again: those of rows that are deleted by then differ no more.
///
/// @param deleted rows so far
/// @param finished there are no others
public record DeleteProgress(long deleted, boolean finished) {}

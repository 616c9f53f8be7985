package dev.plimsoll.connector.loading;

/// Progress of an increment's deletes, kept at the target in one transaction with them. After a
/// restart keys are compared again; those of deleted rows differ no more.
///
/// @param finished nothing is left to delete
public record DeleteProgress(long deleted, boolean finished) {}

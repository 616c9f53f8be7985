package dev.plimsoll.vectors.index;

import dev.plimsoll.contracts.database.QualifiedName;

/// A table or partition with an index of its vectors, or without rows.
///
/// @param rows estimated
public record IndexedLeaf(QualifiedName table, long rows) {}

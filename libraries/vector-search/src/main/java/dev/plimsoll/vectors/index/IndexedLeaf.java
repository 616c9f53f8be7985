package dev.plimsoll.vectors.index;

import dev.plimsoll.contracts.database.QualifiedName;

/// A table or partition with an index of its vectors.
///
/// @param rows estimated
/// @param method `hnsw` or `ivfflat`
public record IndexedLeaf(QualifiedName table, long rows, String method) {}

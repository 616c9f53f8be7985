package dev.plimsoll.vectors;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.vectors.index.SearchEffort;
import dev.plimsoll.vectors.memory.MemoryCopies;
import dev.plimsoll.vectors.plan.WorkerCosts;
import dev.plimsoll.vectors.session.SearchSessions;

/// What the searches of one database share.
record SearchParts(
    SearchSessions sessions,
    TableCache tables,
    LoadWatch load,
    WorkerCosts<QualifiedName> scans,
    WorkerCosts<ByIndexes> byIndexes,
    MemoryCopies copies) {
  /// Searches by indexes that take about as long as each other.
  record ByIndexes(QualifiedName table, SearchEffort effort, int neighbors) {}
}

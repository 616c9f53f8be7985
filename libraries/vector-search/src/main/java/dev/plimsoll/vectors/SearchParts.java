package dev.plimsoll.vectors;

import dev.plimsoll.vectors.exact.ScanCosts;
import dev.plimsoll.vectors.memory.MemoryCopies;
import dev.plimsoll.vectors.session.SearchSessions;

/// What the searches of one database share.
record SearchParts(
    SearchSessions sessions,
    TableCache tables,
    LoadWatch load,
    ScanCosts costs,
    MemoryCopies copies) {}

package dev.plimsoll.sync.sparse;

import dev.plimsoll.connector.table.IdWindow;

/// Next step of a planner.
public sealed interface WindowStep {
  /// Read these ids and report the number of rows.
  record Read(IdWindow window) implements WindowStep {}

  /// Windows no longer pay: read these ids, the last of the range, by keyset.
  record Defer(IdWindow rest, String reason) implements WindowStep {}

  /// All ids have been read.
  record Done() implements WindowStep {}
}

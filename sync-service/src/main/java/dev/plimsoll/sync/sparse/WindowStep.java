package dev.plimsoll.sync.sparse;

import dev.plimsoll.connector.table.IdWindow;

/// Next step that a planner asks for.
public sealed interface WindowStep {
  /// Read these ids, and tell how many rows there were.
  record Read(IdWindow window) implements WindowStep {}

  /// Reading by windows has no more sense: read these ids, the last of the range, by keyset.
  ///
  /// @param reason for people
  record Defer(IdWindow rest, String reason) implements WindowStep {}

  /// All ids have been read.
  record Done() implements WindowStep {}
}

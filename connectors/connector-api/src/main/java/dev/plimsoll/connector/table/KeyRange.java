package dev.plimsoll.connector.table;

import java.util.List;

/// Keys of the target that follow on each other in its order, one text a column of a key.
///
/// @param after the key before the first; empty where there is none
/// @param upTo the last key; empty for a range without end
public record KeyRange(List<String> after, List<String> upTo) {
  public boolean isLast() {
    return upTo.isEmpty();
  }
}

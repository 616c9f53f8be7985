package dev.plimsoll.sync.increment;

import java.util.Set;

/// The greatest value of a column that a snapshot of the source shows, and who may still add rows
/// below it: transactions that were open then, with or without a number of their own. A transaction
/// that has drawn its value from a sequence, or from `now()`, before this value was committed, and
/// has not ended, is one of them.
///
/// A transaction without a number is one, too: `now()` is when it began, and its number comes with
/// its first write, hours later perhaps. So the snapshot alone does not tell.
///
/// @param value as text
/// @param xmax first number that was not given to any transaction then
/// @param open virtual transactions, as `pg_locks` has them
public record Observation(String value, long xmax, Set<String> open) {

  /// True when everybody has ended who may add rows up to the value. Pure.
  ///
  /// @param xmin least number of a transaction that runs now
  /// @param openNow virtual transactions
  boolean hasPassed(long xmin, Set<String> openNow) {
    return Long.compareUnsigned(xmin, xmax) >= 0 && open.stream().noneMatch(openNow::contains);
  }
}

package dev.plimsoll.connector.increment;

import java.util.Set;
import java.util.TreeSet;

/// The greatest value of a column that a snapshot of the source shows, and who may still add rows
/// below it: transactions that were open then, with or without a number of their own. A transaction
/// that has drawn its value from a sequence, or from `now()`, before this value was committed, and
/// has not ended, is one of them.
///
/// A transaction without a number is one, too: `now()` is when it began, and its number comes with
/// its first write, hours later perhaps. So the snapshot alone does not tell.
///
/// A transaction that is prepared (PREPARE TRANSACTION, XA PREPARE) leaves the name that it was
/// seen under, and is open still, under another. Which one it was cannot be told. So where an
/// awaited one has gone, all that are prepared by then are awaited in its place: once all have
/// gone nobody is added, so the end comes however many are prepared later.
///
/// @param value as text
/// @param xmax first number that was not given to any transaction then
/// @param open virtual transactions, as `pg_locks` has them, and prepared ones
public record Observation(String value, long xmax, Set<String> open) {

  /// Who of those is to be awaited still. Pure.
  public Observation after(ColumnWatch.Now now) {
    Set<String> left = new TreeSet<>(open);
    left.retainAll(now.open());
    if (left.size() < open.size()) {
      left.addAll(now.prepared());
    }
    return new Observation(value, xmax, Set.copyOf(left));
  }

  /// True when everybody has ended who may add rows up to the value. Pure.
  ///
  /// @param xmin least number of a transaction that runs now
  public boolean hasPassed(long xmin) {
    return Long.compareUnsigned(xmin, xmax) >= 0 && open.isEmpty();
  }
}

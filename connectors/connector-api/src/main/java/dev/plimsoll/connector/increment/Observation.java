package dev.plimsoll.connector.increment;

import java.util.Set;
import java.util.TreeSet;

/// Observation of a column: its greatest value in a snapshot, and the transactions that may still
/// add rows below that value. Such a transaction took its value from a sequence, or from `now()`,
/// before the greatest value was committed, and is still open.
///
/// A transaction without a number counts too: `now()` is its begin, but it gets a number only with
/// its first write, perhaps hours later. So the snapshot alone is not enough.
///
/// A transaction that is prepared (PREPARE TRANSACTION, XA PREPARE) stays open under another name,
/// and nothing links the two. So when an awaited one vanishes, all that are prepared at that time
/// are awaited in its place. Once all have vanished none is added, so the wait ends.
///
/// @param xmax first transaction number that was not assigned then
/// @param open virtual transactions as in `pg_locks`, and prepared ones
public record Observation(String value, long xmax, Set<String> open) {
  /// This observation, waiting only for those that have not ended. Pure.
  public Observation after(ColumnWatch.Now now) {
    Set<String> left = new TreeSet<>(open);
    left.retainAll(now.open());
    if (left.size() < open.size()) {
      left.addAll(now.prepared());
    }
    return new Observation(value, xmax, Set.copyOf(left));
  }

  /// Whether every transaction that may add rows up to the value has ended. Pure.
  ///
  /// @param xmin least transaction number that is active now
  public boolean hasPassed(long xmin) {
    return Long.compareUnsigned(xmin, xmax) >= 0 && open.isEmpty();
  }
}

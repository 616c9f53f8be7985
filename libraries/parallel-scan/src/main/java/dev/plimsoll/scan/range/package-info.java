/// Half-open ranges of an ordered key space, shared among workers by work-stealing.
///
/// A range is waiting, held or ended ([dev.plimsoll.scan.range.RangeState]). For an idle worker,
/// [dev.plimsoll.scan.range.StealingPolicy] decides: claim the largest waiting range, else cut the
/// largest held one and take the part behind the cut. The policy only sees sizes and states;
/// [dev.plimsoll.scan.range.RangeBoard] applies its decisions in memory, or guarded UPDATEs do
/// where ranges are rows of a table.
///
/// No key is lost or read twice, since a range's beginning and end move under the same guard. A
/// holder that has read beyond a cut drops that portion and reads it again up to the cut. A holder
/// whose claim was taken away, because it was considered dead, can keep nothing.
@NullMarked
package dev.plimsoll.scan.range;

import org.jspecify.annotations.NullMarked;

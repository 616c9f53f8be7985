/// Half-open ranges of an ordered key space, shared among workers by work-stealing.
///
/// A range is waiting, held or ended ([dev.plimsoll.scan.range.RangeState]). Whoever is idle asks
/// [dev.plimsoll.scan.range.StealingPolicy] what to do: claim the largest that waits; else cut the
/// largest that is held, and take what lies behind the cut. The policy sees sizes and states only,
/// and changes nothing: its decisions are applied by [dev.plimsoll.scan.range.RangeBoard] in
/// memory, or by guarded UPDATEs where ranges are rows of a table.
///
/// Why no key is lost or read twice: a range's end moves under the same guard as its beginning, so
/// what a holder keeps and what a thief takes are compared with one another each time. A holder
/// that has read beyond a cut is told so, keeps nothing of that portion and reads it again up to
/// the cut. A holder whose claim was taken away (it was held for dead) can keep nothing at all.
@NullMarked
package dev.plimsoll.scan.range;

import org.jspecify.annotations.NullMarked;

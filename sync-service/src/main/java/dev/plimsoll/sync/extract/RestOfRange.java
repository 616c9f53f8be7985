package dev.plimsoll.sync.extract;

import dev.plimsoll.scan.range.RangeFact;
import dev.plimsoll.scan.range.StealingPolicy;

/// What is left of a range of keys that somebody reads, as far as the source's statistics tell.
///
/// @param share of the table's rows, 0 to 1
/// @param tableBytes that the table has in its heap and beside it, whatever of its rows is still
///     alive
record RestOfRange(double share, long tableBytes) {
  long bytes() {
    return Math.round(share * tableBytes);
  }

  /// Which range's end is taken over by who is idle: half of the largest, where that is worth a
  /// worker of its own.
  ///
  /// Taking it over costs a query and a file more, and the reader's query sent anew: that is about
  /// what reading one range of blocks takes, the least that a query is spent on anywhere. Less than
  /// that is read sooner by who is there already, and as part of a file that it has open.
  ///
  /// @param rangeBytes of a range of blocks, as configured
  static StealingPolicy policy(long rangeBytes) {
    return new StealingPolicy(2.0 * rangeBytes);
  }

  /// @param id of the range among those that are decided about
  RangeFact fact(long id) {
    return new RangeFact(id, true, bytes(), true);
  }
}

package dev.plimsoll.sync.extract;

import dev.plimsoll.contracts.sync.TableCounters;
import dev.plimsoll.scan.range.RangeFact;
import dev.plimsoll.scan.range.StealingPolicy;
import java.time.Duration;

/// What is left of a range of keys that somebody reads, as far as the source's statistics tell.
///
/// @param share of the table's rows, 0 to 1
/// @param tableBytes that the table has in its heap and beside it, whatever of its rows is still
///     alive
record RestOfRange(double share, long tableBytes) {
  // A reader tells once a second where it is, and sees then where its range ends by now.
  private static final Duration NOTICED_WITHIN = Duration.ofSeconds(2);

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

  /// Whether its reader will have noticed the new end before it comes there. Of one that is past it
  /// by then the whole file at hand is thrown away, which may be millions of rows, and read again.
  ///
  /// Statistics may take the rest for far more than it is. It is no more than what the table lacks
  /// of its estimated rows, unless more than those were read.
  ///
  /// @param counters of the table
  /// @param rowsPerSecond at which all its readers read, of late; 0 where nothing is known of it
  boolean isCutAheadOfItsReader(TableCounters counters, double rowsPerSecond) {
    double rows = share * Math.max(counters.expectedRows(), counters.rowsRead());
    long unread = counters.expectedRows() - counters.rowsRead();
    double left = unread > 0 ? Math.min(rows, unread) : rows;
    return left / 2 >= rowsPerSecond * NOTICED_WITHIN.toSeconds();
  }

  /// @param id of the range among those that are decided about
  RangeFact fact(long id) {
    return new RangeFact(id, true, bytes(), true);
  }
}

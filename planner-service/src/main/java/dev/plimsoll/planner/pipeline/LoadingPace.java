package dev.plimsoll.planner.pipeline;

import dev.plimsoll.contracts.sync.Pace;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Loading speed of a table, from two counts of its rows.
///
/// @param since of the first count; null before it
/// @param before first count
/// @param at of the last count
/// @param rows last count
record LoadingPace(@Nullable Instant since, long before, Instant at, long rows) {
  private static final double MILLIS = 1_000.0;

  /// Counts come every second: after such a silence no end is predicted.
  static final Duration STILL = Duration.ofSeconds(15);

  /// Null until two counts differ in time and rows.
  ///
  /// @param whole expected rows; no end is predicted beyond them
  @Nullable Pace view(long whole, Instant now) {
    if (since == null || !at.isAfter(since) || rows <= before) {
      return null;
    }
    double rate = (rows - before) * MILLIS / Duration.between(since, at).toMillis();
    boolean foreseeable = whole > rows && Duration.between(at, now).compareTo(STILL) < 0;
    return new Pace(
        rate, foreseeable ? at.plusMillis((long) ((whole - rows) / rate * MILLIS)) : null);
  }
}

package dev.plimsoll.planner.pipeline;

import dev.plimsoll.contracts.sync.Pace;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Speed at which a table is loaded, from two counts of its rows.
///
/// @param since when rows were first told of; null before
/// @param before rows at that moment
/// @param at when they were told of last
/// @param rows at that moment
record LoadingPace(@Nullable Instant since, long before, Instant at, long rows) {
  private static final double MILLIS = 1_000.0;

  /// What is told every second and was not for this long stands still: nothing is foreseen of it.
  static final Duration STILL = Duration.ofSeconds(15);

  /// Null where two counts are not apart yet, or nothing came between them.
  ///
  /// @param whole rows that there will be; at most so many are to come as it is more than they are
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

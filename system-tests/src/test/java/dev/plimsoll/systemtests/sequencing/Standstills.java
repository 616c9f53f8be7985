package dev.plimsoll.systemtests.sequencing;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// For how long high watermarks stand still, as somebody sees it who looks again and again. What
/// is between two looks counts as standing still.
final class Standstills {
  private record Place(String topic, int partition) {}

  private record Mark(long highWatermark, Instant reached) {}

  private final Map<Place, Mark> marks = new HashMap<>();
  private final Map<String, Duration> longest = new TreeMap<>();
  private Duration longestOfAll = Duration.ZERO;
  private Instant moved = Instant.MAX;

  /// @param at of the look: none is earlier than the one before
  void saw(String topic, int partition, long highWatermark, Instant at) {
    Place place = new Place(topic, partition);
    Mark before = marks.get(place);
    if (before != null && highWatermark <= before.highWatermark()) {
      return;
    }
    if (before != null) {
      longest.merge(topic, Duration.between(before.reached(), at), Standstills::longer);
      longestOfAll = longer(longestOfAll, Duration.between(moved, at));
    }
    marks.put(place, new Mark(highWatermark, at));
    moved = at;
  }

  /// Of each topic, the longest time for which one of its partitions stood still.
  ///
  /// @param now up to which those count that have not moved on
  Map<String, Duration> longestByTopic(Instant now) {
    Map<String, Duration> all = new TreeMap<>(longest);
    marks.forEach(
        (place, mark) ->
            all.merge(place.topic(), Duration.between(mark.reached(), now), Standstills::longer));
    return Collections.unmodifiableMap(all);
  }

  /// The longest time for which everything stood still.
  ///
  /// @param now as of [#longestByTopic]
  Duration longestOfAll(Instant now) {
    return marks.isEmpty() ? Duration.ZERO : longer(longestOfAll, Duration.between(moved, now));
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}

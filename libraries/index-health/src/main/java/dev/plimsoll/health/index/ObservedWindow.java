package dev.plimsoll.health.index;

import dev.plimsoll.health.facts.ServerHealth;
import java.time.Duration;
import java.time.Instant;

/// Time for which scans of indexes were counted, on one server.
///
/// @param asked the least time without a scan
/// @param counting whether the server counts at all
public record ObservedWindow(Instant since, Instant asOf, Duration asked, boolean counting) {
  public static ObservedWindow of(ServerHealth server, Duration asked) {
    return new ObservedWindow(
        server.countedSince(), server.asOf(), asked, server.counters().kept());
  }

  public Duration length() {
    return Duration.between(since, asOf);
  }

  public boolean isLongEnough() {
    return counting && isBefore(since);
  }

  /// Whether a time is older than the asked window.
  public boolean isBefore(Instant time) {
    return !time.plus(asked).isAfter(asOf);
  }
}

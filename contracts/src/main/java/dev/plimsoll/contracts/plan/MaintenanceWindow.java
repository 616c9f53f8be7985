package dev.plimsoll.contracts.plan;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;

/// A daily window in which builds may start.
///
/// @param length at most a day
/// @param zone of `opens`
public record MaintenanceWindow(
    LocalTime opens, @Within(Bound.WINDOW_LENGTH) Duration length, ZoneId zone) {
  public MaintenanceWindow {
    if (opens == null || length == null || zone == null) {
      throw new IllegalArgumentException("a window has opens, length and zone");
    }
    if (!length.isPositive() || length.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException("a window is open for more than 0 and at most 24 hours");
    }
  }
}

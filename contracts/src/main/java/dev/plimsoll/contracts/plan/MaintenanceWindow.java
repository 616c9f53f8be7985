package dev.plimsoll.contracts.plan;

import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;

/// When builds may start, every day.
///
/// @param opens local time
/// @param length above 0, at most a day
/// @param zone whose local time it is
public record MaintenanceWindow(LocalTime opens, Duration length, ZoneId zone) {
  public MaintenanceWindow {
    if (!length.isPositive() || length.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException("a window is open for more than 0 and at most 24 hours");
    }
  }
}

package dev.plimsoll.planner.admission;

import dev.plimsoll.contracts.plan.MaintenanceWindow;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/// When a maintenance window is open. Pure.
final class WindowOpening {
  private WindowOpening() {}

  /// @return null while it is open, else when it opens next
  static @Nullable ZonedDateTime opens(MaintenanceWindow window, Instant now) {
    LocalDate today = now.atZone(window.zone()).toLocalDate();
    for (int day = -1; day <= 1; day++) {
      ZonedDateTime opening = ZonedDateTime.of(today.plusDays(day), window.opens(), window.zone());
      if (opening.toInstant().isAfter(now)) {
        return opening;
      }
      if (opening.toInstant().plus(window.length()).isAfter(now)) {
        return null;
      }
    }
    return ZonedDateTime.of(today.plusDays(2), window.opens(), window.zone());
  }
}

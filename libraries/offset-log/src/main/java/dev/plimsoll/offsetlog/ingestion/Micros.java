package dev.plimsoll.offsetlog.ingestion;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Instants as the log keeps them.
final class Micros {
  private Micros() {}

  /// Since 1970; what is finer is cut off.
  static long of(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}

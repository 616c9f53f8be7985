package dev.plimsoll.outbox;

import java.time.Duration;

/// Pauses of an idle relay that is not woken.
///
/// @param first doubled each time
/// @param longest limit of the doubling
public record IdlePauses(Duration first, Duration longest) {
  /// Writers wake the relay: only messages of a dead process wait so long.
  public static final IdlePauses GROWING =
      new IdlePauses(Duration.ofMillis(200), Duration.ofSeconds(2));

  Duration after(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(longest) < 0 ? twice : longest;
  }
}

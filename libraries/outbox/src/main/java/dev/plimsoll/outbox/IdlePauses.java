package dev.plimsoll.outbox;

import java.time.Duration;

/// When a relay looks again that had nothing to send and that nobody wakes.
///
/// @param first pause; each one after it is twice as long
/// @param longest up to which they grow
public record IdlePauses(Duration first, Duration longest) {
  /// Writers wake the relay: only what a process has left that died waits for as long.
  public static final IdlePauses GROWING =
      new IdlePauses(Duration.ofMillis(200), Duration.ofSeconds(2));

  Duration after(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(longest) < 0 ? twice : longest;
  }
}

package dev.plimsoll.sync.recovery;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.time.Duration;

/// Waits, and ends the work when the service stops.
final class Pause {
  private Pause() {}

  /// @throws PlimsollException INTERRUPTED
  static void of(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlimsollException(ErrorCode.INTERRUPTED, "the service stops", e);
    }
  }
}

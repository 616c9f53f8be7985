package dev.plimsoll.cli.watch;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.time.Duration;

/// Time between two looks at something.
public final class Polling {
  private Polling() {}

  /// Sleeps; not at all where the time is past.
  ///
  /// @param interrupted what it means that this thread is interrupted
  /// @throws PlimsollException INTERRUPTED
  public static void pause(Duration time, String interrupted) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlimsollException(ErrorCode.INTERRUPTED, interrupted, e);
    }
  }
}

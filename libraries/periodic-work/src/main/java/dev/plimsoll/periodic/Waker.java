package dev.plimsoll.periodic;

import java.time.Duration;

/// A signal that a periodic task waits for between its rounds. Several tasks may share one.
public interface Waker {
  /// Says that there is something to do.
  void wake();

  /// @return whether it was woken; false when the time was over
  boolean await(Duration atMost) throws InterruptedException;
}

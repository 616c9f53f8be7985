package dev.plimsoll.periodic;

import java.time.Duration;

/// Wake-up signal of periodic tasks, which several may share.
public interface Waker {
  void wake();

  /// @return whether it was woken; false after the time
  boolean await(Duration atMost) throws InterruptedException;
}

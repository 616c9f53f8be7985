package dev.plimsoll.periodic;

import java.time.Duration;

/// One round of a periodic task that says itself when it wants the next one.
@FunctionalInterface
public interface Round {
  /// The next round comes only when the task is woken.
  Duration UNTIL_WOKEN = Duration.ofDays(365);

  /// @param woken whether this round was asked for, and not due by time
  /// @return the pause until the next round; zero for at once
  Duration run(boolean woken) throws Exception;

  /// A round without a say.
  @FunctionalInterface
  interface Plain {
    void run() throws Exception;
  }

  /// A round that may have left something.
  @FunctionalInterface
  interface Partial {
    /// @return whether there is more to do at once
    boolean run() throws Exception;
  }
}

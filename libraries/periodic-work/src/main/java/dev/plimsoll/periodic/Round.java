package dev.plimsoll.periodic;

import java.time.Duration;

/// Round of a periodic task that sets the pause after it.
@FunctionalInterface
public interface Round {
  /// Pause until a wake-up.
  Duration UNTIL_WOKEN = Duration.ofDays(365);

  /// @param woken by a wake-up, not by time
  /// @return pause until the next round; zero for at once
  Duration run(boolean woken) throws Exception;

  /// Round followed by the usual pause.
  @FunctionalInterface
  interface Plain {
    void run() throws Exception;
  }

  /// Round that may leave work.
  @FunctionalInterface
  interface Partial {
    /// @return whether there is more to do at once
    boolean run() throws Exception;
  }
}

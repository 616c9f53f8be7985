package dev.plimsoll.cli;

import dev.plimsoll.cli.terminal.Failures;
import dev.plimsoll.contracts.problem.ErrorCode;

/// Tells a command that was stopped by a signal from one that came to its end: the first says so,
/// once, whatever its threads run into while it is taken down.
final class Interruption {
  private final Failures failures;
  private volatile boolean ended;

  Interruption(Failures failures) {
    this.failures = failures;
  }

  void watch() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::report, "interruption"));
  }

  private void report() {
    if (!ended) {
      failures.report(ErrorCode.INTERRUPTED, "stopped by a signal");
      failures.mute();
    }
  }

  /// The command came to its end, well or not.
  void end() {
    ended = true;
  }
}

package dev.plimsoll.cli.build;

import dev.plimsoll.cli.demo.progress.TerminalLook;
import dev.plimsoll.cli.terminal.Terminal;
import java.io.PrintStream;
import java.time.InstantSource;

/// Chooses how progress is shown.
final class Displays {
  private Displays() {}

  /// Repaints on a terminal; elsewhere a line for each change.
  static Display of(Terminal terminal, PrintStream out) {
    return terminal.interactive()
        ? new LiveBlock(
            out, TerminalLook::width, () -> TerminalLook.current(terminal.colours()).height())
        : new ChangeLines(out::println, InstantSource.system());
  }

  /// How wide a table may be.
  static int width(Terminal terminal) {
    return terminal.interactive() ? TerminalLook.width() : Integer.MAX_VALUE;
  }
}

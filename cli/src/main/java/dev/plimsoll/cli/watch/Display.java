package dev.plimsoll.cli.watch;

import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.cli.terminal.TerminalSize;
import java.io.PrintStream;
import java.time.InstantSource;

/// Where progress is shown.
public interface Display {
  void show(Followed now);

  /// Shows nothing.
  static Display none() {
    return _ -> {};
  }

  /// Repaints on a terminal; elsewhere a line for each change.
  static Display of(Terminal terminal, PrintStream out) {
    return terminal.interactive()
        ? new LiveBlock(out, TerminalSize::width, TerminalSize::height)
        : new ChangeLines(out::println, InstantSource.system());
  }
}

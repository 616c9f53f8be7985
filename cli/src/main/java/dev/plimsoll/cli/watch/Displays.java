package dev.plimsoll.cli.watch;

import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.cli.terminal.TerminalSize;
import java.io.PrintStream;
import java.time.InstantSource;

/// Chooses how progress is shown.
public final class Displays {
  private Displays() {}

  /// Repaints on a terminal; elsewhere a line for each change.
  public static <T> Display<T> of(Terminal terminal, PrintStream out, Wording<T> wording) {
    return terminal.interactive()
        ? new LiveBlock<>(out, TerminalSize::width, TerminalSize::height, wording)
        : new ChangeLines<>(out::println, InstantSource.system(), wording);
  }

  /// How wide a table may be.
  public static int width(Terminal terminal) {
    return terminal.interactive() ? TerminalSize.width() : Integer.MAX_VALUE;
  }
}

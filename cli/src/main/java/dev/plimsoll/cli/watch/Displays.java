package dev.plimsoll.cli.watch;

import dev.plimsoll.cli.demo.progress.TerminalLook;
import dev.plimsoll.cli.terminal.Terminal;
import java.io.PrintStream;
import java.time.InstantSource;

/// Chooses how progress is shown.
public final class Displays {
  private Displays() {}

  /// Repaints on a terminal; elsewhere a line for each change.
  public static <T> Display<T> of(Terminal terminal, PrintStream out, Wording<T> wording) {
    return terminal.interactive()
        ? new LiveBlock<>(
            out,
            TerminalLook::width,
            () -> TerminalLook.current(terminal.colours()).height(),
            wording)
        : new ChangeLines<>(out::println, InstantSource.system(), wording);
  }

  /// How wide a table may be.
  public static int width(Terminal terminal) {
    return terminal.interactive() ? TerminalLook.width() : Integer.MAX_VALUE;
  }
}

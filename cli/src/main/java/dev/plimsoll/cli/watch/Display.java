package dev.plimsoll.cli.watch;

import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.cli.terminal.TerminalSize;
import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;

public interface Display {
  void show(Followed now);

  static Display none() {
    return _ -> {};
  }

  /// Repaints on a terminal; elsewhere prints a line for each change.
  static Display of(Terminal terminal, PrintStream out) {
    return terminal.interactive()
        ? new LiveBlock(out, TerminalSize::width, TerminalSize::height)
        : changes(out);
  }

  private static Display changes(PrintStream out) {
    Map<Object, String> known = new HashMap<>();
    return now -> {
      String at = Instant.now().truncatedTo(ChronoUnit.SECONDS) + "  ";
      for (Followed.Line line : now.lines()) {
        if (!line.news().equals(known.put(line.thing(), line.news()))) {
          out.println(at + line.text());
        }
      }
    };
  }
}

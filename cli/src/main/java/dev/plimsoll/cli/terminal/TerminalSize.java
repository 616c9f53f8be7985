package dev.plimsoll.cli.terminal;

import java.io.IOException;
import org.jline.terminal.Size;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/// Size of the terminal, by JLine.
public final class TerminalSize {

  // JLine can open the system's terminal once.
  private static org.jline.terminal.@Nullable Terminal terminal;

  private TerminalSize() {}

  /// Characters; 80 where unknown.
  public static int width() {
    int columns = size().getColumns();
    return columns > 0 ? columns : 80;
  }

  /// Lines; 24 where unknown.
  public static int height() {
    int rows = size().getRows();
    return rows > 0 ? rows : 24;
  }

  private static synchronized Size size() {
    try {
      if (terminal == null) {
        // The JVM handles signals: Ctrl-C has to stop the services.
        terminal = TerminalBuilder.builder().system(true).dumb(true).nativeSignals(false).build();
      }
      return terminal.getSize();
    } catch (IOException e) {
      return new Size(0, 0);
    }
  }
}

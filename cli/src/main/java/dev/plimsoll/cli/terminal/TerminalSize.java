package dev.plimsoll.cli.terminal;

import java.io.IOException;
import org.jline.terminal.Size;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/// The size of the terminal at hand: JLine knows how to ask each platform for it.
public final class TerminalSize {
  private static final int USUAL_WIDTH = 80;
  private static final int USUAL_HEIGHT = 24;
  // The system's terminal can be opened once.
  private static org.jline.terminal.@Nullable Terminal terminal;

  private TerminalSize() {}

  /// In characters; 80 where it is not known.
  public static int width() {
    int columns = size().getColumns();
    return columns > 0 ? columns : USUAL_WIDTH;
  }

  /// In lines; 24 where it is not known.
  public static int height() {
    int rows = size().getRows();
    return rows > 0 ? rows : USUAL_HEIGHT;
  }

  private static synchronized Size size() {
    try {
      if (terminal == null) {
        // Signals stay with the JVM: Ctrl-C has to stop the services.
        terminal = TerminalBuilder.builder().system(true).dumb(true).nativeSignals(false).build();
      }
      return terminal.getSize();
    } catch (IOException e) {
      // A terminal that cannot be asked is taken for a usual one.
      return new Size(0, 0);
    }
  }
}

package dev.plimsoll.cli.demo.progress;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/// What the terminal at hand can show: JLine knows how to ask each platform for its size.
public final class TerminalLook {
  private static final int USUAL_WIDTH = 80;
  private static final int USUAL_HEIGHT = 24;
  // The system's terminal can be opened once.
  private static @Nullable Terminal terminal;

  private TerminalLook() {}

  public static int width() {
    return size().getColumns();
  }

  public static Look current(boolean colours) {
    Size size = size();
    boolean utf8 = StandardCharsets.UTF_8.equals(System.out.charset());
    return new Look(size.getColumns(), size.getRows(), colours, utf8);
  }

  private static synchronized Size size() {
    Size size = new Size(0, 0);
    try {
      if (terminal == null) {
        // Signals stay with the JVM: Ctrl-C has to stop the services.
        terminal = TerminalBuilder.builder().system(true).dumb(true).nativeSignals(false).build();
      }
      size = terminal.getSize();
    } catch (IOException e) {
      // A terminal that cannot be asked is taken for a usual one.
    }
    return new Size(
        size.getColumns() > 0 ? size.getColumns() : USUAL_WIDTH,
        size.getRows() > 0 ? size.getRows() : USUAL_HEIGHT);
  }
}

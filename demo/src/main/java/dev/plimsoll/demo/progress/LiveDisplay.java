package dev.plimsoll.demo.progress;

import java.io.PrintStream;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Display of a block at the bottom of a terminal, painted over each time; lines scroll above it.
public final class LiveDisplay implements DemoDisplay {
  private static final String CLEAR_LINE_END = "\033[K";
  private static final String CLEAR_BELOW = "\033[J";
  private static final String HIDE_CURSOR = "\033[?25l";
  private static final String SHOW_CURSOR = "\033[?25h";

  private final PrintStream out;
  private final Supplier<Look> look;
  private int painted;
  private @Nullable Situation last;
  private boolean closed;

  /// @param look asked each time, since windows change size
  public LiveDisplay(PrintStream out, Supplier<Look> look) {
    this.out = out;
    this.look = look;
  }

  @Override
  public synchronized void tell(String line) {
    StringBuilder text = new StringBuilder();
    back(text);
    text.append(CLEAR_BELOW).append(line).append('\n');
    painted = 0;
    out.print(text);
    out.flush();
    if (last != null) {
      show(last);
    }
  }

  @Override
  public int width() {
    return look.get().width();
  }

  @Override
  public synchronized void show(Situation now) {
    if (closed) {
      return;
    }
    last = now;
    List<String> lines = ProgressBlock.lines(now, look.get());
    StringBuilder text = new StringBuilder(HIDE_CURSOR);
    back(text);
    lines.forEach(line -> text.append(line).append(CLEAR_LINE_END).append('\n'));
    text.append(CLEAR_BELOW).append(SHOW_CURSOR);
    painted = lines.size();
    out.print(text);
    out.flush();
  }

  @Override
  public synchronized void close() {
    closed = true;
    last = null;
    painted = 0;
    out.flush();
  }

  private void back(StringBuilder text) {
    text.append('\r');
    if (painted > 0) {
      text.append("\033[").append(painted).append('A');
    }
  }
}

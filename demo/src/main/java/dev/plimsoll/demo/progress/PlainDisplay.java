package dev.plimsoll.demo.progress;

import java.io.PrintStream;

/// Lines, one after the other: for pipes, files and terminals that cannot repaint.
public final class PlainDisplay implements DemoDisplay {
  /// Characters of a line where no terminal says how many it shows.
  public static final int WIDTH = 220;

  private final PrintStream out;
  private final PlainProgress progress = new PlainProgress();
  private boolean closed;

  public PlainDisplay(PrintStream out) {
    this.out = out;
  }

  @Override
  public synchronized void tell(String line) {
    out.println(line);
  }

  @Override
  public int width() {
    return WIDTH;
  }

  @Override
  public synchronized void show(Situation now) {
    if (!closed) {
      progress.lines(now).forEach(out::println);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    out.flush();
  }
}

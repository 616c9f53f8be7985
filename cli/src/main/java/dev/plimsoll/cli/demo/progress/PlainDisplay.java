package dev.plimsoll.cli.demo.progress;

import java.io.PrintStream;

/// Lines, one after the other: for pipes, files and terminals that cannot repaint.
public final class PlainDisplay implements Display {
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

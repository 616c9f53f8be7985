package dev.plimsoll.cli.terminal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Line about a wait and its duration, repainted each second after the first; on a terminal only.
public final class Spinner implements AutoCloseable {
  private static final Duration QUIET_FOR = Duration.ofSeconds(1);
  private static final String CLEAR_LINE = "\r\033[K";

  private final Terminal terminal;
  private final String what;
  private final long begin = System.nanoTime();
  private final CountDownLatch ended = new CountDownLatch(1);
  private boolean painted;

  private Spinner(Terminal terminal, String what) {
    this.terminal = terminal;
    this.what = what;
  }

  /// Runs until it is closed and then clears its line. The text has no full stop.
  public static Spinner of(Terminal terminal, String what) {
    Spinner spinner = new Spinner(terminal, what);
    if (terminal.interactive()) {
      Thread.ofPlatform().daemon().name("spinner").start(spinner::spin);
    }
    return spinner;
  }

  private void spin() {
    try {
      while (!ended.await(QUIET_FOR.toMillis(), TimeUnit.MILLISECONDS)) {
        paint();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void paint() {
    if (ended.getCount() > 0) {
      long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();
      terminal.err().print(CLEAR_LINE + what + ", " + seconds + " s");
      terminal.err().flush();
      painted = true;
    }
  }

  @Override
  public synchronized void close() {
    ended.countDown();
    if (painted) {
      terminal.err().print(CLEAR_LINE);
      terminal.err().flush();
    }
  }
}

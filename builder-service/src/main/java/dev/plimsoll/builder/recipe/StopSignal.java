package dev.plimsoll.builder.recipe;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Signal that this process is ending. A build then stops without a result: its command stays
/// unacknowledged, and the next owner continues it.
public final class StopSignal {
  private final CountDownLatch stopped = new CountDownLatch(1);

  public void stop() {
    stopped.countDown();
  }

  public boolean stopping() {
    return stopped.getCount() == 0;
  }

  /// Waits outside of any statement or transaction.
  ///
  /// @throws StoppedException when the process is ending
  public void pause(Duration duration) {
    try {
      if (stopped.await(duration.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new StoppedException();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoppedException();
    }
  }

  /// The process is ending; no failure is known.
  public static final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoppedException() {
      super("this process is ending");
    }
  }
}

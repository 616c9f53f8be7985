package dev.plimsoll.builder.recipe;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Says to one build that a person does not want it any more.
public final class CancelSignal {
  private final CountDownLatch requested = new CountDownLatch(1);
  private volatile @Nullable String by;
  private volatile boolean released;

  /// @param by who asked
  public void request(String by) {
    if (this.by == null) {
      this.by = by;
    }
    requested.countDown();
  }

  /// The same, and nobody counts on what becomes of it: it is let go where nobody can look.
  public void release(String by) {
    released = true;
    request(by);
  }

  public boolean released() {
    return released;
  }

  public boolean requested() {
    return requested.getCount() == 0;
  }

  /// Who asked; empty while nobody has.
  public String by() {
    String asked = by;
    return asked == null ? "" : asked;
  }

  /// Waits for a request.
  ///
  /// @return whether there is one
  public boolean await(Duration duration) throws InterruptedException {
    return requested.await(duration.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// @throws CancelledException when it was requested
  public void heed() {
    if (requested()) {
      throw new CancelledException();
    }
  }

  /// The build is not wanted any more; what it has begun is still there.
  public static final class CancelledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CancelledException() {
      super("the build was cancelled");
    }
  }
}

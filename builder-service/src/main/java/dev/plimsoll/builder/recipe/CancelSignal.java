package dev.plimsoll.builder.recipe;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Signal that a person has cancelled a build.
public final class CancelSignal {
  private final CountDownLatch requested = new CountDownLatch(1);
  private volatile @Nullable String by;
  private volatile boolean released;

  public void request(String by) {
    if (this.by == null) {
      this.by = by;
    }
    requested.countDown();
  }

  /// A cancel whose outcome is not waited for where the target cannot be reached.
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

  /// Empty before a request.
  public String by() {
    String asked = by;
    return asked == null ? "" : asked;
  }

  /// @return whether it was requested in time
  public boolean await(Duration duration) throws InterruptedException {
    return requested.await(duration.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// @throws CancelledException when it was requested
  public void heed() {
    if (requested()) {
      throw new CancelledException();
    }
  }

  /// The build was cancelled; its objects are still there.
  public static final class CancelledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CancelledException() {
      super("the build was cancelled");
    }
  }
}

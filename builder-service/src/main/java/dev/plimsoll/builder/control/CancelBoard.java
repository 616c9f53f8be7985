package dev.plimsoll.builder.control;

import dev.plimsoll.builder.recipe.CancelSignal;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildControl;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Which builds are cancelled, and the builds of this process that want to hear of it. A cancel
/// counts for its attempt and those before, whether it comes before the build's command or after.
@Singleton
public final class CancelBoard {
  private final CountDownLatch caughtUp = new CountDownLatch(1);
  private final Map<UUID, Wish> wishes = new HashMap<>();
  private final List<Watch> watches = new ArrayList<>();

  /// @param control a cancel, or a release, which goes further
  private record Wish(BuildControl control, String by) {
    private boolean releases() {
      return control instanceof BuildControl.Release;
    }

    /// Of two that mean the same attempt, a release.
    private boolean exceeds(Wish other) {
      int attempts = Integer.compare(control.attempt(), other.control.attempt());
      return attempts > 0 || (attempts == 0 && (releases() || !other.releases()));
    }
  }

  /// A build that hears of its cancelling until this is closed.
  public final class Watch implements AutoCloseable {
    private final BuildCommand build;
    private final CancelSignal signal = new CancelSignal();

    private Watch(BuildCommand build) {
      this.build = build;
    }

    public CancelSignal signal() {
      return signal;
    }

    private void hear(Wish wish) {
      if (build.attempt() > wish.control().attempt()) {
        return;
      }
      if (wish.releases()) {
        signal.release(wish.by());
      } else {
        signal.request(wish.by());
      }
    }

    @Override
    public void close() {
      synchronized (CancelBoard.this) {
        watches.remove(this);
      }
    }
  }

  /// Everything that was decided before this process began is known now.
  public void caughtUp() {
    caughtUp.countDown();
  }

  /// @param control a [BuildControl.Cancel] or [BuildControl.Release]
  public synchronized void enter(BuildControl control, String by) {
    Wish wish = new Wish(control, by);
    Wish known = wishes.get(control.buildId());
    if (known != null && !wish.exceeds(known)) {
      return;
    }
    wishes.put(control.buildId(), wish);
    watches.stream()
        .filter(watch -> watch.build.buildId().equals(control.buildId()))
        .forEach(watch -> watch.hear(wish));
  }

  /// Nobody remembers that it was cancelled: its end is long past.
  public synchronized void forget(UUID buildId) {
    wishes.remove(buildId);
  }

  /// Waits until it is known what was cancelled before this process began.
  ///
  /// @return false where that took too long
  public boolean awaitCaughtUp(Duration timeout) {
    try {
      return caughtUp.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  public synchronized Watch watch(BuildCommand build) {
    Watch watch = new Watch(build);
    Wish known = wishes.get(build.buildId());
    if (known != null) {
      watch.hear(known);
    }
    watches.add(watch);
    return watch;
  }
}

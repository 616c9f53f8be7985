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

/// Board of cancelled builds, and of this process' builds that watch it. A cancel counts for its
/// attempt and earlier ones, before or after the build's command.
@Singleton
public final class CancelBoard {
  private final CountDownLatch caughtUp = new CountDownLatch(1);
  private final Map<UUID, Wish> wishes = new HashMap<>();
  private final List<Watch> watches = new ArrayList<>();

  /// @param control a cancel, or the stronger release
  private record Wish(BuildControl control, String by) {
    private boolean releases() {
      return control instanceof BuildControl.Release;
    }

    /// A later attempt, or a release of the same one.
    private boolean exceeds(Wish other) {
      int attempts = Integer.compare(control.attempt(), other.control.attempt());
      return attempts > 0 || (attempts == 0 && (releases() || !other.releases()));
    }
  }

  /// Watch of a build for its cancelling, until closed.
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

  /// Call once all earlier decisions are read.
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

  /// Call for a build that ended long ago.
  public synchronized void forget(UUID buildId) {
    wishes.remove(buildId);
  }

  /// Waits until earlier decisions are read. Returns false after the timeout.
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

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
  private final Map<UUID, BuildControl.Cancel> cancels = new HashMap<>();
  private final List<Listener> listeners = new ArrayList<>();

  private record Listener(UUID buildId, int attempt, CancelSignal signal) {
    private boolean isMeantBy(BuildControl.Cancel cancel) {
      return buildId.equals(cancel.buildId()) && attempt <= cancel.attempt();
    }
  }

  /// A build that hears of its cancelling until this is closed.
  public interface Watch extends AutoCloseable {
    CancelSignal signal();

    @Override
    void close();
  }

  /// Everything that was decided before this process began is known now.
  public void caughtUp() {
    caughtUp.countDown();
  }

  public synchronized void enter(BuildControl.Cancel cancel) {
    BuildControl.Cancel known = cancels.get(cancel.buildId());
    if (known != null && known.attempt() > cancel.attempt()) {
      return;
    }
    cancels.put(cancel.buildId(), cancel);
    listeners.stream()
        .filter(listener -> listener.isMeantBy(cancel))
        .forEach(listener -> listener.signal().request(cancel.by()));
  }

  /// Nobody remembers that it was cancelled: its end is long past.
  public synchronized void forget(UUID buildId) {
    cancels.remove(buildId);
  }

  /// Waits until it is known what was cancelled before this process began.
  ///
  /// @return false where that took too long
  public boolean awaitCaughtUp(Duration patience) {
    try {
      return caughtUp.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  public synchronized Watch watch(BuildCommand build) {
    CancelSignal signal = new CancelSignal();
    Listener listener = new Listener(build.buildId(), build.attempt(), signal);
    BuildControl.Cancel known = cancels.get(build.buildId());
    if (known != null && listener.isMeantBy(known)) {
      signal.request(known.by());
    }
    listeners.add(listener);
    return new Watch() {
      @Override
      public CancelSignal signal() {
        return signal;
      }

      @Override
      public void close() {
        leave(listener);
      }
    };
  }

  private synchronized void leave(Listener listener) {
    listeners.removeIf(other -> other == listener);
  }
}

package dev.plimsoll.query.settings;

import dev.plimsoll.contracts.search.SearchEvent;
import dev.plimsoll.contracts.search.SearchTuning;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The last settings of each database, as `search.settings` has them. Thread-safe.
@Singleton
public final class Tunings {
  private final Map<String, SearchEvent.Tuned> last = new HashMap<>();

  /// Call in the topic's order.
  public synchronized void enter(SearchEvent.Tuned tuned) {
    last.put(tuned.database(), tuned);
    notifyAll();
  }

  /// A removed database's are of no use.
  public synchronized void forget(String database) {
    last.remove(database);
  }

  /// @param since revision of the registration; settings of another place by that name do not hold
  /// @return null where nothing is set
  public synchronized @Nullable SearchTuning of(String database, long since) {
    SearchEvent.@Nullable Tuned tuned = last.get(database);
    return tuned == null || tuned.since() != since ? null : tuned.tuning();
  }

  /// Waits until a change is read back.
  ///
  /// @return false after the timeout, or where a later change was read at once
  synchronized boolean await(String database, String change, Duration timeout)
      throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    for (long left = timeout.toNanos(); left > 0; left = deadline - System.nanoTime()) {
      SearchEvent.@Nullable Tuned tuned = last.get(database);
      if (tuned != null && tuned.change().equals(change)) {
        return true;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return false;
  }
}

package dev.plimsoll.vectors.session;

import dev.plimsoll.vectors.session.SearchSessions.Lease;
import org.jspecify.annotations.Nullable;

/// Handle by which another thread ends a search, before or while it runs. For one search.
public final class Cancellation {
  private @Nullable Lease lease;
  private boolean cancelled;

  /// Ends the search's statements; one that is over stays as it is.
  public synchronized void cancel() {
    cancelled = true;
    if (lease != null) {
      lease.cancel();
    }
  }

  synchronized void reaches(Lease of) {
    lease = of;
    if (cancelled) {
      of.cancel();
    }
  }

  synchronized void reachesNothing() {
    lease = null;
  }
}

package dev.plimsoll.vectors.session;

import dev.plimsoll.vectors.session.SearchSessions.Lease;
import java.util.HashSet;
import java.util.Set;

/// Handle by which another thread ends a search, before or while it runs. For one search, which may
/// have sessions of several databases.
public final class Cancellation {
  private final Set<Lease> leases = new HashSet<>();
  private boolean cancelled;

  /// Ends the search's statements; one that is over stays as it is.
  public synchronized void cancel() {
    cancelled = true;
    leases.forEach(Lease::cancel);
  }

  synchronized void reaches(Lease lease) {
    leases.add(lease);
    if (cancelled) {
      lease.cancel();
    }
  }

  synchronized void leaves(Lease lease) {
    leases.remove(lease);
  }
}

package dev.plimsoll.vectors.session;

import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

/// Handle by which another thread ends a search, before or while it runs. For one search, which may
/// have sessions of several databases.
public final class Cancellation {
  private static final String QUERY_CANCELED = "57014";

  private final Set<Cancellable> running = new HashSet<>();
  private boolean cancelled;

  /// What runs for a search. Compared by identity.
  @FunctionalInterface
  public interface Cancellable {
    /// Ends it soon; may be called more than once.
    void cancel();
  }

  /// Ends the search's statements; one that is over stays as it is.
  public synchronized void cancel() {
    cancelled = true;
    running.forEach(Cancellable::cancel);
  }

  /// @throws SQLException once it is cancelled, as the server would
  public synchronized void check() throws SQLException {
    if (cancelled) {
      throw new SQLException("the search was cancelled", QUERY_CANCELED);
    }
  }

  public synchronized void reaches(Cancellable one) {
    running.add(one);
    if (cancelled) {
      one.cancel();
    }
  }

  public synchronized void leaves(Cancellable one) {
    running.remove(one);
  }
}

package dev.plimsoll.postgres.history;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Cached data belongs to a former history of the database, so nothing was done. A retry with fresh
/// data can succeed.
public final class HistoryChangedException extends SQLException {
  private static final long serialVersionUID = 1L;

  /// Serialization failure, which clients retry.
  private static final String STATE = "40001";

  HistoryChangedException() {
    super("the database was exchanged, restored or failed over; send it again", STATE);
  }

  /// Whether it is among the causes of a failure.
  public static boolean causes(@Nullable Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof HistoryChangedException) {
        return true;
      }
    }
    return false;
  }
}

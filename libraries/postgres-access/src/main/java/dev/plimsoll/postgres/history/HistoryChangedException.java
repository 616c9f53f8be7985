package dev.plimsoll.postgres.history;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// The database is not the one any more that something was remembered of: nothing is done. The
/// same again, by what the database says now, can succeed.
public final class HistoryChangedException extends SQLException {
  private static final long serialVersionUID = 1L;

  /// Serialization failure: what is done again can succeed.
  private static final String STATE = "40001";

  HistoryChangedException() {
    super("the database was exchanged, restored or failed over; send it again", STATE);
  }

  /// Whether it is what a failure comes from.
  public static boolean causes(@Nullable Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof HistoryChangedException) {
        return true;
      }
    }
    return false;
  }
}

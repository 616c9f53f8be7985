package dev.plimsoll.offsetlog.retention;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;

/// Producers that were not heard of for long: what they send next is judged as a new one's.
///
/// Who has a batch placed moves its row, so a row that has not moved is of a producer that has
/// ended, or of an epoch that is fenced. A resend that comes later than that is not known for one
/// any more.
final class ForgottenProducers {
  /// One that is moved at this moment is locked, or has moved when the lock is had.
  private static final String FORGET =
      """
      DELETE FROM producer p WHERE p.ctid = ANY (ARRAY(
        SELECT o.ctid FROM producer o
        WHERE o.moved_at < now() - ? * interval '1 millisecond'
        LIMIT ? FOR UPDATE SKIP LOCKED))
      """;

  static final int AT_ONCE = 5_000;

  private ForgottenProducers() {}

  /// @return how many; fewer than [#AT_ONCE] when there are no more
  static int forget(Connection connection, Duration after) throws SQLException {
    try (PreparedStatement forget = connection.prepareStatement(FORGET)) {
      forget.setLong(1, after.toMillis());
      forget.setInt(2, AT_ONCE);
      return forget.executeUpdate();
    }
  }
}

package dev.plimsoll.offsetlog.assignment;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Objects;

/// Locks of lanes. Whoever holds a lane gives offsets in its partitions, and nobody else does.
public final class Lanes {
  /// What holds for a transaction that gives offsets; sent along with the statement that locks its
  /// lanes.
  ///
  /// Whoever freezes is ended by the server. Plans are made once and look up keys: one that was
  /// made while the queue was empty, when to read all of it cost nothing, would be kept for when
  /// it is long.
  static final String SETTINGS =
      """
      SELECT set_config('idle_in_transaction_session_timeout', '10s', true),
        set_config('plan_cache_mode', 'force_generic_plan', true),
        set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
        set_config('enable_sort', 'off', true);
      """;

  private static final String LOCK =
      SETTINGS
          + """
      SELECT l.lane FROM lane l WHERE l.lane = ANY (?) ORDER BY l.lane FOR UPDATE
      """;

  private Lanes() {}

  /// Waits for these, in one order, and holds them until the transaction ends.
  public static void lock(Connection connection, Collection<Integer> lanes) throws SQLException {
    try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
      lock.setObject(1, lanes.stream().mapToInt(Integer::intValue).distinct().toArray());
      afterSettings(lock).close();
    }
  }

  /// Executes a statement that begins with [#SETTINGS].
  ///
  /// @return what comes after them
  static ResultSet afterSettings(PreparedStatement statement) throws SQLException {
    statement.execute();
    statement.getMoreResults();
    return Objects.requireNonNull(statement.getResultSet(), "the settings alone");
  }
}

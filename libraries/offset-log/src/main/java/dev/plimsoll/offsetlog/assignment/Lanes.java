package dev.plimsoll.offsetlog.assignment;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;

/// Locks of lanes. Whoever holds a lane gives offsets in its partitions, and nobody else does.
public final class Lanes {
  private static final String LOCK =
      """
      SELECT FROM lane l
      CROSS JOIN (SELECT set_config('idle_in_transaction_session_timeout', '10s', true)) frozen
      WHERE l.lane = ANY (?) ORDER BY l.lane FOR UPDATE OF l
      """;

  private Lanes() {}

  /// Waits for these, in one order, and holds them until the transaction ends. Whoever freezes
  /// meanwhile is ended by the server, as a worker is.
  public static void lock(Connection connection, Collection<Integer> lanes) throws SQLException {
    try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
      lock.setObject(1, lanes.stream().mapToInt(Integer::intValue).distinct().toArray());
      lock.execute();
    }
  }
}

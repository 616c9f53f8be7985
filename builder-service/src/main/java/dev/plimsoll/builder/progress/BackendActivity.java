package dev.plimsoll.builder.progress;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a session of the target is doing right now, read from another one.
///
/// @param create its CREATE INDEX, where it runs one
/// @param workers parallel workers that it has at this moment
/// @param running how long its current statement has taken, by the target's clock
/// @param blockers who it waits for; empty when it does not wait for a lock
public record BackendActivity(
    @Nullable CreateProgress create, int workers, Duration running, List<Blocker> blockers) {

  /// A row of `pg_stat_progress_create_index`.
  ///
  /// @param blocksDone of `blocksTotal`; both 0 in phases that do not count blocks
  /// @param tuplesDone of `tuplesTotal`; both 0 in phases that do not count tuples
  public record CreateProgress(
      String phase, long blocksDone, long blocksTotal, long tuplesDone, long tuplesTotal) {}

  private static final String READ =
      """
      SELECT p.phase, p.blocks_done, p.blocks_total, p.tuples_done, p.tuples_total,
        (SELECT count(*) FROM pg_stat_activity w WHERE w.leader_pid = a.pid),
        extract(epoch FROM clock_timestamp() - a.query_start),
        a.wait_event_type
      FROM pg_stat_activity a
      LEFT JOIN pg_stat_progress_create_index p ON p.pid = a.pid
      WHERE a.pid = ?
      """;

  private static final String SESSION =
      """
      b.pid, coalesce(b.usename, ''), coalesce(b.application_name, ''), coalesce(b.state, ''),
        coalesce(extract(epoch FROM clock_timestamp() - b.xact_start), 0),
        coalesce(b.query, ''), coalesce(b.backend_type, '')
      """;

  // A prepared transaction blocks as session 0, which no row of pg_stat_activity has.
  private static final String BLOCKERS =
      "SELECT x.pid, "
          + SESSION
          + """
          FROM unnest(pg_blocking_pids(?)) WITH ORDINALITY AS x(pid, n)
          LEFT JOIN pg_stat_activity b ON b.pid = x.pid
          ORDER BY x.n
          """;

  private static final String HOLDERS =
      "SELECT l.pid, "
          + SESSION
          + """
          FROM (SELECT DISTINCT coalesce(pid, 0) AS pid FROM pg_locks
                WHERE locktype = 'relation' AND relation = CAST(? AS oid) AND granted
                  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                  AND pid IS DISTINCT FROM pg_backend_pid()) l
          LEFT JOIN pg_stat_activity b ON b.pid = l.pid
          ORDER BY b.xact_start NULLS LAST
          """;

  /// Null when there is no such session any more.
  public static @Nullable BackendActivity read(Connection connection, int pid) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(READ)) {
      statement.setInt(1, pid);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return null;
        }
        String phase = row.getString(1);
        boolean waits = "Lock".equals(row.getString(8));
        return new BackendActivity(
            phase == null
                ? null
                : new CreateProgress(
                    phase, row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5)),
            row.getInt(6),
            Duration.ofMillis((long) (row.getDouble(7) * 1000)),
            waits ? sessions(connection, BLOCKERS, pid) : List.of());
      }
    }
  }

  /// Who holds any lock on a table, in a sentence.
  public static String holders(Connection connection, long tableOid) throws SQLException {
    List<Blocker> holders = sessions(connection, HOLDERS, tableOid);
    return holders.isEmpty()
        ? "nobody holds the table any more"
        : "the table is in use by " + sentence(holders);
  }

  /// The blocker in a sentence; null where there is none.
  public @Nullable String blocker() {
    return blockers.isEmpty() ? null : "waits for " + sentence(blockers);
  }

  private static String sentence(List<Blocker> blockers) {
    return blockers.stream().limit(3).map(Blocker::describe).collect(Collectors.joining("; "))
        + (blockers.size() > 3 ? "; and " + (blockers.size() - 3) + " more" : "");
  }

  private static List<Blocker> sessions(Connection connection, String sql, long argument)
      throws SQLException {
    List<Blocker> sessions = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      if (sql.equals(BLOCKERS)) {
        statement.setInt(1, (int) argument);
      } else {
        statement.setLong(1, argument);
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          sessions.add(
              new Blocker(
                  rows.getInt(1),
                  rows.getString(3),
                  rows.getString(4),
                  rows.getString(5),
                  Duration.ofMillis((long) (rows.getDouble(6) * 1000)),
                  rows.getString(7),
                  rows.getString(8)));
        }
      }
    }
    return sessions;
  }
}

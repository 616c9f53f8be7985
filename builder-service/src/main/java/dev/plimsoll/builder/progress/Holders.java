package dev.plimsoll.builder.progress;

import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/// Holders of any lock on a table or index.
///
/// @param sessions oldest transaction first
/// @param deadlockTimeout of the server, after which autovacuum is asked to give way
public record Holders(List<Blocker> sessions, Duration deadlockTimeout) {
  private static final String AUTOVACUUM = "autovacuum worker";
  // Such a worker keeps its lock: the server would stop without it.
  private static final String MUST_GO_ON = "to prevent wraparound";

  private static final String HOLDERS =
      "SELECT l.pid, "
          + Blocker.COLUMNS
          + """
          FROM (SELECT DISTINCT coalesce(pid, 0) AS pid FROM pg_locks
                WHERE locktype = 'relation' AND relation = CAST(? AS oid) AND granted
                  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                  AND pid IS DISTINCT FROM pg_backend_pid()) l
          LEFT JOIN pg_stat_activity b ON b.pid = l.pid
          ORDER BY b.xact_start NULLS LAST
          """;

  public Holders {
    sessions = List.copyOf(sessions);
  }

  public static Holders of(Connection connection, long relation) throws SQLException {
    List<Blocker> sessions = Blocker.read(connection, HOLDERS, relation);
    return Sql.of(
            connection,
            "SELECT extract(epoch FROM current_setting('deadlock_timeout')::interval) * 1000")
        .one(row -> new Holders(sessions, Duration.ofMillis((long) row.getDouble(1))));
  }

  public String sentence() {
    return sessions.isEmpty()
        ? "nobody holds it any more"
        : "it is in use by " + Blocker.sentence(sessions);
  }

  /// Whether autovacuum holds it, and yields to a long enough wait.
  public boolean givesWay() {
    return sessions.stream()
        .anyMatch(
            session ->
                session.backendType().equals(AUTOVACUUM) && !session.query().contains(MUST_GO_ON));
  }

  /// @param otherwise wait for other sessions
  public Duration untilItGivesWay(Duration otherwise) {
    return deadlockTimeout.plus(otherwise);
  }
}

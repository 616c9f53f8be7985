package dev.plimsoll.connector.postgres.loading;

import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Detection and end of stalled sessions: the server waits for a client that has been silent for
/// too long, since its process is frozen or gone. The server has no timeout within a COPY, so a
/// process that wants the work ends the session.
///
/// Ending a merely slow session is harmless: it rolls back, and its process tries again.
///
/// Source: PostgreSQL documentation, 27.4.3 (`pg_stat_progress_copy`), 9.28.2 (a role may end
/// sessions of its own).
public final class StalledSessions {
  private static final Logger LOG = Logger.getLogger(StalledSessions.class);

  // Values that change while the client is active.
  private static final String LOOK =
      """
      SELECT a.pid,
             pg_catalog.concat_ws(' ', a.backend_start, a.state_change,
                                  p.bytes_processed) AS standing
      FROM pg_catalog.pg_stat_activity a
      LEFT JOIN pg_catalog.pg_stat_progress_copy p ON p.pid = a.pid
      WHERE a.application_name = ? AND a.datname = pg_catalog.current_database()
        AND a.usename = current_user AND a.pid <> pg_catalog.pg_backend_pid()
        AND a.wait_event_type = 'Client'
      ORDER BY a.backend_start
      LIMIT 1
      """;

  private static final String END = "SELECT pg_catalog.pg_terminate_backend(?)";

  private static final String END_ALL =
      """
      SELECT pg_catalog.count(pg_catalog.pg_terminate_backend(a.pid))
      FROM pg_catalog.pg_stat_activity a
      WHERE pg_catalog.starts_with(a.application_name, ?)
        AND a.datname = pg_catalog.current_database()
        AND a.usename = current_user AND a.pid <> pg_catalog.pg_backend_pid()
      """;

  private record HolderState(int pid, String at, long sinceNanos) {}

  private final Duration limit;
  private final LongSupplier nanoClock;
  private final Map<String, HolderState> seen = new ConcurrentHashMap<>();

  /// @param limit longest silence of a session
  public StalledSessions(Duration limit, LongSupplier nanoClock) {
    this.limit = limit;
    this.nanoClock = nanoClock;
  }

  /// Checks the session that holds some work, and ends it after too long a silence.
  ///
  /// @param name of the holder's session
  public void look(Connection target, String name) throws SQLException {
    HolderState now = standing(target, name);
    if (now == null) {
      seen.remove(name);
      return;
    }
    HolderState before = seen.get(name);
    if (before == null || before.pid() != now.pid() || !before.at().equals(now.at())) {
      // Forgets work that was not asked for again.
      seen.values().removeIf(other -> now.sinceNanos() - other.sinceNanos() > 2 * limit.toNanos());
      seen.put(name, now);
    } else if (now.sinceNanos() - before.sinceNanos() > limit.toNanos()) {
      LOG.warnf("a session stands still and is ended: session=%s pid=%d", name, now.pid());
      Sql.of(target, END, now.pid()).exists();
      seen.remove(name);
    }
  }

  private @Nullable HolderState standing(Connection target, String name) throws SQLException {
    return Sql.of(target, LOOK, name)
        .first(
            row ->
                new HolderState(
                    row.getInt("pid"), row.getString("standing"), nanoClock.getAsLong()))
        .orElse(null);
  }

  /// Ends every session of a load that has lost its table: it can no longer commit, but holds
  /// locks.
  ///
  /// @param prefix of their names
  public static void endAll(Connection target, String prefix) throws SQLException {
    Sql.of(target, END_ALL, prefix).exists();
  }
}

package dev.plimsoll.connector.mariadb;

import dev.plimsoll.connector.source.ServerUtilization;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// What a MariaDB or MySQL has left for those who read it, by what it tells every role. Who is at
/// work it shows only to those who have PROCESS; how many are, to everybody.
///
/// Source: MariaDB documentation, "Server Status Variables", `thread_pool_size`,
/// `max_user_connections`.
public final class MariaDbUtilization {
  // A statement of a moment says nothing of the next hour: what runs at every look is busy.
  private static final int LOOKS = 4;
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private static final String CONNECTED = "Threads_connected";
  private static final String RUNNING = "Threads_running";

  // Of those that run, who leaves the cores to others: one waits for a row's lock, one for events
  // that replicas are to have.
  private static final String LOCKED = "Innodb_row_lock_current_waits";
  private static final String REPLICAS = "Slaves_connected";

  private static final String STATUS =
      "SHOW GLOBAL STATUS WHERE Variable_name IN ('%s', '%s', '%s', '%s')"
          .formatted(CONNECTED, RUNNING, LOCKED, REPLICAS);

  // A role's own sessions are shown to it; 0 is no limit.
  private static final String LIMITS =
      """
      SELECT @@global.max_connections AS at_all, @@max_user_connections AS of_role,
             (SELECT count(*) FROM information_schema.processlist
              WHERE user = substring_index(user(), '@', 1)) AS ours
      """;

  // The default of thread_pool_size is the number of its cores, whether the pool is used or not;
  // MySQL has no such thing. The scheduler of events counts as running while it waits for one.
  private static final String MACHINE =
      "SELECT @@global.thread_pool_size AS cores, @@global.event_scheduler = 'ON' AS scheduler";

  private MariaDbUtilization() {}

  /// @throws PlimsollException with what the server says
  public static ServerUtilization look(MariaDbSession session) {
    try {
      Machine machine = machine(session);
      Map<String, Integer> status = status(session);
      int busy = busy(status, machine);
      for (int looks = 1; looks < LOOKS && busy > 0; looks++) {
        Thread.sleep(BETWEEN_LOOKS);
        busy = Math.min(busy, busy(status(session), machine));
      }
      int connected = status.getOrDefault(CONNECTED, 0);
      return new ServerUtilization(connections(session, connected), machine.cores(), busy);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlimsollException(ErrorCode.INTERRUPTED, "the service stops", e);
    }
  }

  /// @param waiting threads of the server's own that count as running
  private record Machine(int cores, int waiting) {}

  private static Machine machine(MariaDbSession session) {
    return session.version().mariaDb()
        ? session.one(
            MACHINE,
            row ->
                new Machine(Math.max(1, row.getInt("cores")), row.getBoolean("scheduler") ? 1 : 0))
        : new Machine(ServerUtilization.UNKNOWN_CORES, 0);
  }

  private static Map<String, Integer> status(MariaDbSession session) {
    Map<String, Integer> status = new HashMap<>();
    session.list(STATUS, row -> status.put(row.getString("Variable_name"), row.getInt("Value")));
    return status;
  }

  private static int busy(Map<String, Integer> status, Machine machine) {
    int asking = 1;
    return Math.max(
        0,
        status.getOrDefault(RUNNING, 0)
            - asking
            - machine.waiting()
            - status.getOrDefault(LOCKED, 0)
            - status.getOrDefault(REPLICAS, 0));
  }

  private static int connections(MariaDbSession session, int connected) {
    return session.one(
        LIMITS,
        row -> {
          int atAll = row.getInt("at_all") - connected;
          int ofRole = row.getInt("of_role");
          return ofRole == 0 ? atAll : Math.min(atAll, ofRole - row.getInt("ours"));
        });
  }
}

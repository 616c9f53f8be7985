package dev.plimsoll.connector.mariadb;

import dev.plimsoll.connector.source.ServerUtilization;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// Spare capacity of a MariaDB or MySQL, from figures that every role sees: the number of active
/// sessions is public, their details need PROCESS.
///
/// Source: MariaDB documentation, "Server Status Variables", `thread_pool_size`,
/// `max_user_connections`.
public final class MariaDbUtilization {
  // Short statements do not count: the least number of several looks is busy.
  private static final int LOOKS = 4;
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private static final String CONNECTED = "Threads_connected";
  private static final String RUNNING = "Threads_running";

  // Running threads that use no core: waiting for a row lock, or for events to replicate.
  private static final String LOCKED = "Innodb_row_lock_current_waits";
  private static final String REPLICAS = "Slaves_connected";

  private static final String STATUS =
      "SHOW GLOBAL STATUS WHERE Variable_name IN ('%s', '%s', '%s', '%s')"
          .formatted(CONNECTED, RUNNING, LOCKED, REPLICAS);

  // A role sees its own sessions; 0 is no limit.
  private static final String LIMITS =
      """
      SELECT @@global.max_connections AS at_all, @@max_user_connections AS of_role,
             (SELECT count(*) FROM information_schema.processlist
              WHERE user = substring_index(user(), '@', 1)) AS ours
      """;

  // thread_pool_size defaults to the number of cores, even without a pool; MySQL lacks it. The
  // event scheduler counts as running while it waits.
  private static final String MACHINE =
      "SELECT @@global.thread_pool_size AS cores, @@global.event_scheduler = 'ON' AS scheduler";

  private MariaDbUtilization() {}

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
      throw MariaDbErrors.interrupted(e);
    }
  }

  /// @param waiting the server's own threads that count as running
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

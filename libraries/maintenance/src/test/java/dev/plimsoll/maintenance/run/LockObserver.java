package dev.plimsoll.maintenance.run;

import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Observer of an application's lock waits, which knows nothing of what it observes: a sampler of
/// `pg_stat_activity`, fifty times a second.
///
/// A wait is counted from the sample before the first one that shows it, so never too short.
final class LockObserver implements AutoCloseable {
  private static final String WAITING =
      """
      SELECT pid || ' ' || query_start AS statement, left(query, 60) AS query
      FROM pg_stat_activity
      WHERE application_name = 'shop' AND state = 'active' AND wait_event_type = 'Lock'
      """;

  private final Connection connection;
  private final Thread thread;
  private final Map<String, Long> since = new HashMap<>();
  private volatile boolean closed;
  private volatile long longestNanos;
  private volatile String longest = "";
  private volatile int samples;
  private volatile int waits;

  LockObserver(TestDatabase database) throws SQLException {
    connection = database.connect();
    thread = Thread.ofPlatform().name("lock-observer").start(this::sample);
  }

  private void sample() {
    long before = System.nanoTime();
    try (Statement statement = connection.createStatement()) {
      while (!closed) {
        long now = System.nanoTime();
        Set<String> waiting = new HashSet<>();
        try (ResultSet rows = statement.executeQuery(WAITING)) {
          while (rows.next()) {
            waiting.add(rows.getString("statement"));
            see(rows.getString("statement"), rows.getString("query"), before, now);
          }
        }
        since.keySet().retainAll(waiting);
        samples++;
        before = now;
        Thread.sleep(20);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void see(String statement, String query, long before, long now) {
    if (since.putIfAbsent(statement, before) == null) {
      waits++;
    }
    long lasts = now - since.getOrDefault(statement, before);
    if (lasts > longestNanos) {
      longestNanos = lasts;
      longest = query;
    }
  }

  long longestMillis() {
    return longestNanos / 1_000_000;
  }

  /// Beginning of the statement that waited longest.
  String longest() {
    return longest;
  }

  int samples() {
    return samples;
  }

  int waits() {
    return waits;
  }

  @Override
  public void close() throws SQLException, InterruptedException {
    closed = true;
    thread.join();
    connection.close();
  }
}

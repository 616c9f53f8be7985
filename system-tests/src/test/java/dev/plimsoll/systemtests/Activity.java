package dev.plimsoll.systemtests;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Looks at the target server all the time: how many index builds and workers run at once.
final class Activity implements AutoCloseable {
  // Looks without a pause would take a core from what is looked at.
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);

  // Joined by the transaction, since a build's row and its backend's are read one after the other.
  private static final String LOOK =
      """
      SELECT (SELECT count(*) FROM pg_stat_progress_create_index
              WHERE datname = current_database()) AS builds,
             (SELECT count(*) FROM pg_stat_activity
              WHERE backend_type = 'parallel worker'
                AND datname = current_database()) AS workers,
             (SELECT coalesce(max(n), 0) FROM
                (SELECT count(*) AS n FROM pg_stat_progress_create_index
                 WHERE datname = current_database() GROUP BY relid) AS t) AS on_one_table
      """;

  private final Connection connection;
  private final Thread thread;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private volatile boolean stopped;
  private volatile long mostBuilds;
  private volatile long mostWorkers;
  private volatile long mostOnOneTable;
  private volatile long looks;

  /// @param connection to the target; closed with this
  Activity(Connection connection) {
    this.connection = connection;
    this.thread = Thread.ofPlatform().name("activity").start(this::watch);
  }

  private void watch() {
    try (Statement statement = connection.createStatement()) {
      while (!stopped) {
        try (ResultSet row = statement.executeQuery(LOOK)) {
          row.next();
          mostBuilds = Math.max(mostBuilds, row.getLong("builds"));
          mostWorkers = Math.max(mostWorkers, row.getLong("workers"));
          mostOnOneTable = Math.max(mostOnOneTable, row.getLong("on_one_table"));
          looks++;
        }
        Thread.sleep(BETWEEN_LOOKS);
      }
    } catch (SQLException | InterruptedException e) {
      failure.set(e);
    }
  }

  long mostBuilds() {
    return mostBuilds;
  }

  long mostWorkers() {
    return mostWorkers;
  }

  long mostOnOneTable() {
    return mostOnOneTable;
  }

  long looks() {
    return looks;
  }

  @Nullable Exception failure() {
    return failure.get();
  }

  @Override
  public void close() throws InterruptedException, SQLException {
    stopped = true;
    thread.join();
    connection.close();
  }
}

package dev.plimsoll.systemtests;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// What of builds is at work in a target, looked at ten times a second past Plimsoll, beside what
/// its ledger charges.
final class RunningBuilds implements AutoCloseable {
  private static final int EVERY_MILLIS = 100;

  // Whoever waits for locks or old snapshots, or for its next statement, is at no work.
  private static final String SEEN =
      """
      SELECT split_part(l.application_name, '/', 2) AS build,
             CASE WHEN l.wait_event_type = 'Lock' THEN 0 ELSE 1 END AS at_work,
             (SELECT count(*) FROM pg_stat_activity w
              WHERE w.leader_pid = l.pid AND w.pid <> l.pid) AS workers
      FROM pg_stat_activity l JOIN pg_stat_progress_create_index p ON p.pid = l.pid
      WHERE l.state = 'active' AND l.application_name LIKE 'plimsoll/%'
      """;

  private static final String CHARGED =
      "SELECT id FROM planner.builds WHERE state IN ('DISPATCHED', 'RUNNING')";

  private final Connection target;
  private final Connection control;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<Sample> samples = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final Thread thread;

  /// @param uncharged builds that are at work and that the ledger charged neither before nor after
  private record Sample(int processes, int workers, Set<UUID> uncharged) {}

  private RunningBuilds(Connection target, Connection control) {
    this.target = target;
    this.control = control;
    this.thread = Thread.ofVirtual().unstarted(this::run);
  }

  /// @param control a session on the planner's own database
  static RunningBuilds watch(Connection target, Connection control) {
    RunningBuilds running = new RunningBuilds(target, control);
    running.thread.start();
    return running;
  }

  private void run() {
    try {
      while (!closed.await(EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
        sample();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      synchronized (this) {
        failures.add("the watch ended: " + e.getMessage());
      }
    }
  }

  private void sample() throws SQLException {
    Set<UUID> charged = charged();
    Set<UUID> seen = new HashSet<>();
    int processes = 0;
    int workers = 0;
    try (PreparedStatement query = target.prepareStatement(SEEN);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        seen.add(UUID.fromString(row.getString("build")));
        processes += row.getInt("at_work") + row.getInt("workers");
        workers += row.getInt("workers");
      }
    }
    seen.removeAll(charged);
    if (!seen.isEmpty()) {
      seen.removeAll(charged());
    }
    synchronized (this) {
      samples.add(new Sample(processes, workers, seen));
    }
  }

  private Set<UUID> charged() throws SQLException {
    Set<UUID> charged = new HashSet<>();
    try (PreparedStatement query = control.prepareStatement(CHARGED);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        charged.add(row.getObject(1, UUID.class));
      }
    }
    return charged;
  }

  /// Moments at which more was at work than the line has, or what it does not charge.
  synchronized List<String> violations(int cores, int workers) {
    List<String> violations = new ArrayList<>(failures);
    for (Sample sample : samples) {
      if (sample.processes() > cores
          || sample.workers() > workers
          || !sample.uncharged().isEmpty()) {
        violations.add(sample.toString());
      }
    }
    return violations;
  }

  /// Samples in which anything was at work.
  synchronized long seenAtWork() {
    return samples.stream().filter(sample -> sample.processes() > 0).count();
  }

  @Override
  public synchronized String toString() {
    return "%d samples, %d with builds at work, at most %d processes and %d workers"
        .formatted(
            samples.size(),
            samples.stream().filter(sample -> sample.processes() > 0).count(),
            samples.stream().mapToInt(Sample::processes).max().orElse(0),
            samples.stream().mapToInt(Sample::workers).max().orElse(0));
  }

  @Override
  public void close() throws SQLException {
    closed.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    target.close();
    control.close();
  }
}

package dev.plimsoll.planner.work;

import dev.plimsoll.contracts.job.JobRequest;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.postgres.transaction.Transactions;
import dev.plimsoll.queue.claim.ClaimedJob;
import dev.plimsoll.queue.completion.RepeatableEnds;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/// Runs of claimed jobs, each in a thread of its own that looks at it until it has ended.
///
/// @param poll between two looks
record OrderRuns(
    Transactions transactions,
    RepeatableEnds ends,
    BuildOrders builds,
    SyncOrders syncs,
    Duration poll) {
  private static final Logger LOG = Logger.getLogger(OrderRuns.class);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /// A run that goes on, or has ended. Never interrupted, which would break the session in use.
  static final class Running {
    private final ClaimedJob job;
    private volatile boolean stopped;
    private volatile boolean ended;

    private Running(ClaimedJob job) {
      this.job = job;
    }

    ClaimedJob job() {
      return job;
    }

    boolean ended() {
      return ended;
    }

    /// It looks at its job no more.
    void stop() {
      stopped = true;
    }
  }

  Running begin(ClaimedJob job) {
    Running running = new Running(job);
    Thread.ofVirtual()
        .name("job-order-" + job.job())
        .start(
            () -> {
              try {
                run(running);
              } finally {
                running.ended = true;
              }
            });
    return running;
  }

  private void run(Running running) {
    ClaimedJob job = running.job();
    boolean first = true;
    Duration pause = poll;
    while (!running.stopped) {
      try {
        if (!goesOn(job, first)) {
          return;
        }
        first = false;
        pause = poll;
      } catch (SQLException | RuntimeException e) {
        // Its own database: the lease decides. Whatever else: seen in the log, and tried again.
        LOG.warnf("job=%d is looked at again: %s", job.job(), SqlStates.firstLine(e));
        pause = longer(pause);
      }
      try {
        Thread.sleep(pause);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static Duration longer(Duration pause) {
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }

  /// Whether it is to be looked at again.
  private boolean goesOn(ClaimedJob job, boolean first) throws SQLException {
    boolean mine =
        transactions.run(
            connection ->
                first ? JobOrders.take(connection, job) : JobOrders.runs(connection, job));
    if (!mine) {
      return false;
    }
    Optional<JobOrder> order =
        transactions.statements(connection -> JobOrders.read(connection, job.job()));
    if (order.isEmpty()) {
      return false;
    }
    try {
      return switch (kind(order.get().kind()).step(job, order.get(), first)) {
        case OrderStep.Goes(String detail) -> say(job, detail);
        case OrderStep.Done(Map<String, Object> output) -> {
          say(job, "done");
          done(job, output);
          yield false;
        }
        case OrderStep.Failed failed -> {
          say(job, "failed");
          fail(job, failed.code().value() + ": " + failed.message());
          yield false;
        }
      };
    } catch (PlimsollException e) {
      String why = "%s: %s".formatted(e.code().value(), e.getMessage());
      if (!OrderKind.passes(e.code())) {
        fail(job, why);
        return false;
      }
      say(job, "waits: " + why);
      throw e;
    }
  }

  /// @return whether the job is still this claim's
  private boolean say(ClaimedJob job, String detail) throws SQLException {
    return transactions.run(
        connection -> {
          JobOrders.say(connection, job, detail);
          return JobOrders.runs(connection, job);
        });
  }

  private void done(ClaimedJob job, Map<String, Object> output) throws SQLException {
    // What it writes is the id of what it has set going.
    Map<String, String> values = new HashMap<>();
    transactions.statements(
        connection -> {
          String reference =
              JobOrders.read(connection, job.job())
                  .map(order -> Json.write(String.valueOf(order.reference())))
                  .orElse("null");
          List<String> names = JobOrders.writes(connection, job.job());
          names.forEach(name -> values.put(name, reference));
          return names;
        });
    boolean taken = ends.done(job, Json.write(output), values);
    LOG.infof("event=job-order.done job=%d taken=%s", job.job(), taken);
  }

  private void fail(ClaimedJob job, String why) throws SQLException {
    boolean taken = ends.failed(job, why, true, null);
    LOG.infof("event=job-order.failed job=%d taken=%s why=%s", job.job(), taken, why);
  }

  OrderKind kind(String kind) {
    return kind.equals(JobRequest.BUILD) ? builds : syncs;
  }
}

package dev.plimsoll.materializer.assignment;

import dev.plimsoll.materializer.metrics.AssignmentMetrics;
import dev.plimsoll.materializer.publication.NewOffsets;
import dev.plimsoll.offsetlog.assignment.Admission;
import dev.plimsoll.offsetlog.assignment.AssignedRun;
import dev.plimsoll.offsetlog.assignment.OffsetAssignment;
import dev.plimsoll.offsetlog.identity.Partitions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/// Threads that give offsets: again at once while more waits than a run takes, after a rest where
/// they keep up, else woken or after a pause that grows. Others in other processes may work beside
// them.
public final class AssignmentWorkers implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(AssignmentWorkers.class);
  private static final Duration FIRST_PAUSE_AFTER_FAILURE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE_AFTER_FAILURE = Duration.ofSeconds(5);
  private static final Duration LAST_RUN = Duration.ofSeconds(20);

  private final OffsetAssignment assignment;
  private final AssignmentConfig config;
  private final WorkSignal signal;
  private final AssignmentMetrics metrics;
  private final NewOffsets newOffsets;
  private final Partitions partitions;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;

  /// @param partitions as this process remembers them
  public AssignmentWorkers(
      OffsetAssignment assignment,
      AssignmentConfig config,
      WorkSignal signal,
      AssignmentMetrics metrics,
      NewOffsets newOffsets,
      Partitions partitions) {
    this.assignment = assignment;
    this.config = config;
    this.signal = signal;
    this.metrics = metrics;
    this.newOffsets = newOffsets;
    this.partitions = partitions;
  }

  public synchronized void start() {
    for (int i = 0; i < config.workers(); i++) {
      threads.add(Thread.ofPlatform().name("offsets-" + i).daemon(true).start(this::work));
    }
  }

  /// Lets runs at hand end.
  @Override
  public synchronized void close() {
    closed = true;
    threads.forEach(_ -> signal.raise());
    for (Thread thread : threads) {
      try {
        if (!thread.join(LAST_RUN)) {
          LOG.warnf("%s still runs; its transaction will be rolled back", thread.getName());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void work() {
    int lastLane = -1;
    Duration idle = config.idleMin();
    Duration afterFailure = FIRST_PAUSE_AFTER_FAILURE;
    try {
      while (!closed) {
        try {
          AssignedRun run = runOnce(lastLane);
          afterFailure = FIRST_PAUSE_AFTER_FAILURE;
          lastLane = run.lane();
          if (!run.idle()) {
            idle = config.idleMin();
            Thread.sleep(run.rest());
          } else if (signal.await(idle)) {
            idle = config.idleMin();
          } else {
            idle = shorter(idle.multipliedBy(2), config.idleMax());
          }
        } catch (SQLException | RuntimeException e) {
          metrics.failed();
          LOG.warnf("event=assignment.failed retry_ms=%d reason=%s", afterFailure.toMillis(), e);
          Thread.sleep(afterFailure);
          afterFailure = shorter(afterFailure.multipliedBy(2), LONGEST_PAUSE_AFTER_FAILURE);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private AssignedRun runOnce(int startAfter) throws SQLException {
    long started = System.nanoTime();
    AssignedRun run = assignment.run(startAfter);
    if (!run.idle()) {
      metrics.assigned(run, Duration.ofNanos(System.nanoTime() - started));
      newOffsets.given();
      partitions.forget(gone(run));
    }
    return run;
  }

  /// Partitions that batches were accepted for, and that are not there any more.
  private static Set<Integer> gone(AssignedRun run) {
    return run.refused().stream()
        .filter(refusal -> refusal.why() instanceof Admission.UnknownPartition)
        .map(refusal -> refusal.batch().partId())
        .collect(Collectors.toSet());
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }
}

package dev.plimsoll.materializer.assignment;

import dev.plimsoll.materializer.metrics.AssignmentMetrics;
import dev.plimsoll.offsetlog.assignment.AssignedRun;
import dev.plimsoll.periodic.PeriodicWork;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Threads that give offsets: again at once while more waits than a run takes, after a rest where
/// they keep up, else woken or after a pause that grows. Others in other processes may work beside
/// them.
public final class AssignmentWorkers implements AutoCloseable {
  private static final Duration FIRST_PAUSE_AFTER_FAILURE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE_AFTER_FAILURE = Duration.ofSeconds(5);
  private static final Duration WHILE_BUSY = Duration.ofMillis(50);
  private static final Duration RECENTLY = Duration.ofSeconds(5);
  private static final Duration LAST_RUN = Duration.ofSeconds(20);

  private final Runs runs;
  private final AssignmentConfig config;
  private final WorkSignal signal;
  private final AssignmentMetrics metrics;
  private final List<PeriodicWork> workers = new ArrayList<>();
  private volatile long lastWork = System.nanoTime();

  public AssignmentWorkers(
      Runs runs, AssignmentConfig config, WorkSignal signal, AssignmentMetrics metrics) {
    this.runs = runs;
    this.config = config;
    this.signal = signal;
    this.metrics = metrics;
  }

  public synchronized void start() {
    for (int i = 0; i < config.workers(); i++) {
      PeriodicWork worker = worker(i);
      workers.add(worker);
      worker.start();
    }
  }

  private PeriodicWork worker(int number) {
    Turn turn = new Turn();
    return PeriodicWork.every("offsets", config.idleMin())
        .threadName("offsets-" + number)
        .wokenBy(signal)
        .backingOff(FIRST_PAUSE_AFTER_FAILURE, LONGEST_PAUSE_AFTER_FAILURE)
        .lettingRoundsEnd(LAST_RUN)
        .paces(turn::take);
  }

  /// Lets runs at hand end.
  @Override
  public synchronized void close() {
    workers.forEach(PeriodicWork::close);
  }

  /// One worker's next run, and how long it idles after it.
  private final class Turn {
    private int lastShard = -1;
    private Duration idle = config.idleMin();

    Duration take(boolean woken) throws SQLException, InterruptedException {
      AssignedRun run = runCounted(lastShard);
      lastShard = run.shard();
      if (!run.idle()) {
        idle = config.idleMin();
        lastWork = System.nanoTime();
        Thread.sleep(run.rest());
        return Duration.ZERO;
      }
      Duration pause = woken ? config.idleMin() : idle;
      idle = shorter(pause.multipliedBy(2), longestPause());
      return pause;
    }
  }

  private AssignedRun runCounted(int startAfter) throws SQLException {
    try {
      return runs.next(startAfter);
    } catch (SQLException | RuntimeException e) {
      metrics.failed();
      throw e;
    }
  }

  /// Where one worker has found something others will soon, in shards of their own.
  private Duration longestPause() {
    boolean busy = System.nanoTime() - lastWork < RECENTLY.toNanos();
    return busy ? shorter(WHILE_BUSY, config.idleMax()) : config.idleMax();
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }
}

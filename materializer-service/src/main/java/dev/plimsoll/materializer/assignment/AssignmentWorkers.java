package dev.plimsoll.materializer.assignment;

import dev.plimsoll.materializer.metrics.LogMetrics;
import dev.plimsoll.offsetlog.assignment.AssignedRun;
import dev.plimsoll.periodic.PeriodicWork;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Threads that assign offsets: again at once while more waits than a run takes, else after a
/// rest, a wake-up or a growing pause. Other processes may work beside them.
public final class AssignmentWorkers implements AutoCloseable {
  private static final Duration WHILE_BUSY = Duration.ofMillis(50);
  private static final Duration RECENTLY = Duration.ofSeconds(5);
  private final Runs runs;
  private final AssignmentConfig config;
  private final WorkSignal signal;
  private final LogMetrics metrics;
  private final List<PeriodicWork> workers = new ArrayList<>();
  private volatile long lastWork = System.nanoTime();

  public AssignmentWorkers(
      Runs runs, AssignmentConfig config, WorkSignal signal, LogMetrics metrics) {
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
        .backingOff(Duration.ofMillis(100), Duration.ofSeconds(5))
        .lettingRoundsEnd(Duration.ofSeconds(20))
        .paces(turn::take);
  }

  /// Lets current runs end.
  @Override
  public synchronized void close() {
    workers.forEach(PeriodicWork::close);
  }

  /// One worker's next run and pause.
  private final class Turn {
    private int lastShard = -1;
    private Duration idle = config.idleMin();

    Duration take(boolean woken) throws SQLException, InterruptedException {
      AssignedRun run;
      try {
        run = runs.next(lastShard);
      } catch (SQLException | RuntimeException e) {
        metrics.assignmentFailed();
        throw e;
      }
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

  /// Shorter while any worker finds work: others will soon, in their shards.
  private Duration longestPause() {
    boolean busy = System.nanoTime() - lastWork < RECENTLY.toNanos();
    return busy ? shorter(WHILE_BUSY, config.idleMax()) : config.idleMax();
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }
}

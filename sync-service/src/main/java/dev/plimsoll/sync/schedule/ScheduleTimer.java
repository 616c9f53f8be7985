package dev.plimsoll.sync.schedule;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.sync.effect.Failures;
import dev.plimsoll.sync.extract.SyncConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/// Looks around for what is due, what is to be started and what has ended. Any number of processes
/// may do so: each of {@link Turns}' steps is one transaction that lets pass what another holds.
@Singleton
public final class ScheduleTimer {
  private static final Logger LOG = Logger.getLogger(ScheduleTimer.class);

  // A source that does not answer holds a place for as long as it takes to give it up.
  private static final int STARTS_AT_A_TIME = 4;

  private final Turns turns;
  private final SyncConfig config;
  private final Semaphore places = new Semaphore(STARTS_AT_A_TIME);
  private final ExecutorService starters =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("schedule-start-", 0).factory());
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("schedules").daemon(true).factory());

  public ScheduleTimer(Turns turns, SyncConfig config) {
    this.turns = turns;
    this.config = config;
  }

  void start(@Observes StartupEvent event) {
    long interval = config.schedules().interval().toMillis();
    timer.scheduleWithFixedDelay(this::round, 0, interval, TimeUnit.MILLISECONDS);
  }

  void stop(@Observes ShutdownEvent event) {
    timer.shutdownNow();
    starters.shutdownNow();
  }

  private void round() {
    try {
      turns.renew();
      turns.end();
      while (turns.takeDue()) {
        // The next.
      }
      startRuns();
    } catch (PlimsollException e) {
      LOG.warnf("schedules found no answer, tries again: cause=%s", Failures.message(e));
    } catch (RuntimeException e) {
      // A scheduled task that throws is never run again.
      LOG.error("schedules failed, tries again", e);
    }
  }

  private void startRuns() {
    while (places.tryAcquire()) {
      boolean given = false;
      try {
        Optional<RunStore.ToStart> run = turns.claim();
        if (run.isEmpty()) {
          return;
        }
        starters.execute(() -> start(run.get()));
        given = true;
      } catch (RejectedExecutionException e) {
        // It is being shut down: another process starts the run when the claim has ended.
        return;
      } finally {
        if (!given) {
          places.release();
        }
      }
    }
  }

  private void start(RunStore.ToStart run) {
    try {
      turns.start(run);
    } catch (PlimsollException e) {
      LOG.warnf(
          "a run's start could not be noted, is tried again: schedule=%s run=%d cause=%s",
          run.schedule(), run.number(), Failures.message(e));
    } finally {
      places.release();
    }
  }
}

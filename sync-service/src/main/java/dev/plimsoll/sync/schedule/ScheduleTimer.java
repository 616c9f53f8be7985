package dev.plimsoll.sync.schedule;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.sync.config.SyncConfig;
import dev.plimsoll.sync.recovery.ExceptionCodes;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;

/// Timer of schedules: finds runs that are due, ready to start or at their end. Any number of
/// processes may run it: each of {@link RunSteps} is one transaction that skips locked rows.
@Singleton
public final class ScheduleTimer {
  private static final Logger LOG = Logger.getLogger(ScheduleTimer.class);

  // A source that does not answer takes up a place until it is given up.
  private static final int STARTS_AT_A_TIME = 4;

  private final RunSteps steps;
  private final Semaphore places = new Semaphore(STARTS_AT_A_TIME);
  private final ExecutorService starters =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("schedule-start-", 0).factory());
  private final PeriodicWork work;

  public ScheduleTimer(RunSteps steps, SyncConfig config) {
    this.steps = steps;
    this.work = PeriodicWork.every("schedules", config.schedules().interval()).runs(this::round);
  }

  void start(@Observes StartupEvent event) {
    work.start();
  }

  void stop(@Observes ShutdownEvent event) {
    work.close();
    starters.shutdownNow();
  }

  private void round() {
    steps.renew();
    steps.end();
    while (steps.takeDue()) {
      // The next.
    }
    startRuns();
  }

  private void startRuns() {
    while (places.tryAcquire()) {
      boolean given = false;
      try {
        Optional<RunStore.ToStart> run = steps.claim();
        if (run.isEmpty()) {
          return;
        }
        starters.execute(() -> start(run.get()));
        given = true;
      } catch (RejectedExecutionException e) {
        return; // Shut down: another process starts the run when the claim has ended.
      } finally {
        if (!given) {
          places.release();
        }
      }
    }
  }

  private void start(RunStore.ToStart run) {
    try {
      steps.start(run);
    } catch (PlimsollException e) {
      LOG.warnf(
          "a run's start could not be noted, is tried again: schedule=%s run=%d cause=%s",
          run.schedule(), run.number(), ExceptionCodes.message(e));
    } finally {
      places.release();
    }
  }
}

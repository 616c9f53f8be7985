package dev.plimsoll.sync.extract;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.sync.effect.Failures;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/// Takes up splits that are not done and that nobody has: at the start those of a killed process,
/// without waiting for Kafka to notice that it is gone; later whatever a lost command or a lost
/// session has left. Uses free places only.
@Singleton
public final class SplitRecovery {
  private static final Logger LOG = Logger.getLogger(SplitRecovery.class);

  private final SplitStore splits;
  private final SplitRunner runner;
  private final SyncConfig config;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("split-recovery").daemon(true).factory());

  public SplitRecovery(SplitStore splits, SplitRunner runner, SyncConfig config) {
    this.splits = splits;
    this.runner = runner;
    this.config = config;
  }

  void start(@Observes StartupEvent event) {
    long interval = config.recoveryInterval().toMillis();
    timer.scheduleWithFixedDelay(this::round, 0, interval, TimeUnit.MILLISECONDS);
  }

  void stop(@Observes ShutdownEvent event) {
    timer.shutdownNow();
  }

  private void round() {
    try {
      if (!runner.hasPlace()) {
        return;
      }
      for (UUID splitId : splits.unfinished(config.commandGrace())) {
        if (!runner.start(splitId)) {
          return;
        }
      }
    } catch (SQLException | PlimsollException e) {
      LOG.warnf("recovery found no answer, tries again: cause=%s", Failures.message(e));
    } catch (RuntimeException e) {
      // A scheduled task that throws is never run again.
      LOG.error("recovery failed, tries again", e);
    }
  }
}

package dev.plimsoll.sync.extract;

import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.sync.config.SyncConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/// Takes up read tasks that are not done and that nobody has: at the start those of a killed
// process,
/// without waiting for Kafka to notice that it is gone; later whatever a lost command or a lost
/// session has left. Uses free places only.
@Singleton
public final class TaskRecovery {

  private final TaskStore readTasks;
  private final TaskRunner runner;
  private final SyncConfig config;
  private final PeriodicWork work;

  public TaskRecovery(TaskStore readTasks, TaskRunner runner, SyncConfig config) {
    this.readTasks = readTasks;
    this.runner = runner;
    this.config = config;
    this.work =
        PeriodicWork.every("read task-recovery", config.recoveryInterval()).runs(this::round);
  }

  void start(@Observes StartupEvent event) {
    work.start();
  }

  void stop(@Observes ShutdownEvent event) {
    work.close();
  }

  // One that cannot be begun must not keep those behind it.
  private void round() throws Exception {
    if (runner.hasPlace()) {
      work.each(readTasks.unfinished(config.commandGrace()), runner::start);
    }
  }
}

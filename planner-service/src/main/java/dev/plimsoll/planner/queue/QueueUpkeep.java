package dev.plimsoll.planner.queue;

import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.planner.config.PlannerConfig;
import dev.plimsoll.postgres.transaction.Transactions;
import dev.plimsoll.queue.completion.Cancellations;
import dev.plimsoll.queue.upkeep.Ageing;
import dev.plimsoll.queue.upkeep.DueJobs;
import dev.plimsoll.queue.upkeep.EndedWorkflows;
import dev.plimsoll.queue.upkeep.LostWorkers;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.Callable;
import javax.sql.DataSource;

/// What time brings to jobs, every second; their ageing and forgetting, every minute. Any number of
/// planners may do so at once.
@ApplicationScoped
public class QueueUpkeep {
  private static final Duration EVERY_MINUTE = Duration.ofMinutes(1);

  private enum Step {
    LOST_WORKERS,
    DUE_JOBS,
    DEADLINES,
    CANCELLATIONS,
    ENDS
  }

  private enum Minutely {
    AGEING,
    OLD_CLAIMS,
    OLD_WORKFLOWS,
    OLD_CLASSES
  }

  private final LostWorkers lost;
  private final DueJobs due;
  private final Ageing ageing;
  private final EndedWorkflows ended;
  private final Cancellations cancellations;
  private final Duration kept;
  private final PeriodicWork steps;
  private final PeriodicWork minutely;

  public QueueUpkeep(
      LostWorkers lost, Cancellations cancellations, DataSource dataSource, PlannerConfig config) {
    Transactions transactions = new Transactions(dataSource);
    this.lost = lost;
    this.cancellations = cancellations;
    this.due = new DueJobs(transactions);
    this.ageing =
        new Ageing(transactions, config.queue().priorityStep(), config.queue().patience());
    this.ended = new EndedWorkflows(transactions);
    this.kept = config.queue().kept();
    this.steps =
        PeriodicWork.every("queue", config.queue().interval()).afterAnInterval().runs(this::round);
    this.minutely =
        PeriodicWork.every("queue-retention", EVERY_MINUTE).afterAnInterval().runs(this::seldom);
  }

  public void start() {
    steps.start();
    minutely.start();
  }

  /// A step that fails does not stop the others.
  private void round() throws Exception {
    steps.each(EnumSet.allOf(Step.class), this::step);
  }

  private void step(Step step) throws Exception {
    switch (step) {
      case LOST_WORKERS -> lost.end();
      case DUE_JOBS -> whileSome(due::queue);
      case DEADLINES -> whileSome(due::expire);
      case CANCELLATIONS -> cancellations.goOn();
      case ENDS -> ended.end();
    }
  }

  private void seldom() throws Exception {
    minutely.each(EnumSet.allOf(Minutely.class), this::seldom);
  }

  private void seldom(Minutely step) throws Exception {
    switch (step) {
      case AGEING -> ageing.write();
      case OLD_CLAIMS -> ended.forgetClaims();
      case OLD_WORKFLOWS -> whileSome(() -> ended.forget(kept));
      case OLD_CLASSES -> ended.forgetClasses();
    }
  }

  private static void whileSome(Callable<Integer> slice) throws Exception {
    while (slice.call() > 0 && !Thread.currentThread().isInterrupted()) {}
  }

  public void stop() {
    steps.close();
    minutely.close();
  }
}

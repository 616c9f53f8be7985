package dev.plimsoll.planner.queue;

import dev.plimsoll.planner.config.PlannerConfig;
import dev.plimsoll.postgres.transaction.Transactions;
import dev.plimsoll.queue.claim.Claims;
import dev.plimsoll.queue.claim.RepeatableClaims;
import dev.plimsoll.queue.completion.Cancellations;
import dev.plimsoll.queue.completion.RepeatableEnds;
import dev.plimsoll.queue.completion.Retries;
import dev.plimsoll.queue.upkeep.LostWorkers;
import dev.plimsoll.queue.view.GraphReader;
import dev.plimsoll.queue.view.JobReader;
import dev.plimsoll.queue.view.WorkerReader;
import dev.plimsoll.queue.view.WorkflowReader;
import dev.plimsoll.queue.worker.Workers;
import dev.plimsoll.queue.workflow.PausedWorkflows;
import dev.plimsoll.queue.workflow.WorkflowQueue;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import javax.sql.DataSource;

/// The parts of the queue, on this service's own database.
public final class QueueParts {
  private final Transactions transactions;
  private final PlannerConfig.Queue config;

  public QueueParts(DataSource dataSource, PlannerConfig config) {
    this.transactions = new Transactions(dataSource);
    this.config = config.queue();
  }

  @Produces
  @Singleton
  WorkflowQueue queue() {
    return new WorkflowQueue(transactions);
  }

  @Produces
  @Singleton
  WorkflowReader workflows() {
    return new WorkflowReader(transactions);
  }

  @Produces
  @Singleton
  JobReader jobs() {
    return new JobReader(transactions);
  }

  @Produces
  @Singleton
  GraphReader graphs() {
    return new GraphReader(transactions);
  }

  @Produces
  @Singleton
  PausedWorkflows pauses() {
    return new PausedWorkflows(transactions);
  }

  @Produces
  @Singleton
  Cancellations cancellations() {
    return new Cancellations(transactions);
  }

  @Produces
  @Singleton
  Retries retries() {
    return new Retries(transactions);
  }

  @Produces
  @Singleton
  Workers workers() {
    return new Workers(transactions, config.lease());
  }

  @Produces
  @Singleton
  WorkerReader workerReader() {
    return new WorkerReader(transactions, config.lease());
  }

  @Produces
  @Singleton
  Claims claims() {
    return new Claims(transactions, config.hold());
  }

  @Produces
  @Singleton
  RepeatableClaims repeatableClaims(Claims claims) {
    return new RepeatableClaims(transactions, claims);
  }

  @Produces
  @Singleton
  RepeatableEnds ends() {
    return new RepeatableEnds(transactions);
  }

  @Produces
  @Singleton
  LostWorkers lostWorkers() {
    return new LostWorkers(transactions);
  }
}

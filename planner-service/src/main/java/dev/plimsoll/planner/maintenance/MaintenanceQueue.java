package dev.plimsoll.planner.maintenance;

import dev.plimsoll.maintenance.decision.ActionNeeds;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.queue.resource.Needs;
import dev.plimsoll.queue.workflow.NewJob;
import dev.plimsoll.queue.workflow.NewWorkflow;
import dev.plimsoll.queue.workflow.WorkflowQueue;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// Actions as jobs: a workflow a cycle. In the caller's transaction.
final class MaintenanceQueue {
  static final String LANE = "maintenance";
  static final String KIND = "maintenance";

  /// Attempts, each of which has to end before an action is given up.
  static final int ATTEMPTS = 20;

  private static final int HIGHEST_PRIORITY = 9;

  private static final String AUTOMATIC = "UPDATE workflow SET automatic = ? WHERE workflow_id = ?";

  private MaintenanceQueue() {}

  /// @param priority 1 (now) to 4
  record Wanted(UUID action, int priority, ActionNeeds needs) {}

  /// @param approvedBy empty where the policy did
  /// @return ids of the actions that were queued
  static List<UUID> queue(
      Connection connection,
      String database,
      List<Wanted> wanted,
      String approvedBy,
      boolean byHand,
      Duration retryAfter)
      throws SQLException {
    if (wanted.isEmpty()) {
      return List.of();
    }
    List<NewJob> jobs = new ArrayList<>();
    for (Wanted one : wanted) {
      jobs.add(
          new NewJob(
              one.action().toString(),
              KIND,
              "{\"action\":\"%s\"}".formatted(one.action()),
              new NewJob.Placement(LANE, HIGHEST_PRIORITY - 2 * one.priority(), needs(one.needs())),
              new NewJob.Trials(ATTEMPTS, retryAfter, false, null),
              Set.of(),
              Set.of(),
              Set.of()));
    }
    WorkflowQueue.Accepted accepted =
        WorkflowQueue.accept(connection, NewWorkflow.of("maintenance of " + database, jobs));
    boolean byPolicy = approvedBy.isEmpty() && !byHand;
    Sql.of(connection, AUTOMATIC, byPolicy, accepted.workflowId()).update();
    List<UUID> queued = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      UUID action = wanted.get(i).action();
      if (ActionStore.queue(connection, action, accepted.firstJobId() + i, approvedBy, byHand)) {
        queued.add(action);
      }
    }
    return queued;
  }

  // Rounded: the queue has a class for each needs.
  private static Needs needs(ActionNeeds needs) {
    return new Needs(
            needs.milliCores(),
            needs.memoryBytes(),
            0,
            needs.temporaryBytes() + needs.diskBytes(),
            needs.runtime())
        .rounded();
  }
}

package dev.plimsoll.planner.startup;

import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.outbox.OutboxRelay;
import dev.plimsoll.planner.advice.AnalysisRunner;
import dev.plimsoll.planner.advice.FollowUp;
import dev.plimsoll.planner.database.Databases;
import dev.plimsoll.planner.dispatch.DispatchLoop;
import dev.plimsoll.planner.lane.LaneSlots;
import dev.plimsoll.planner.maintenance.MaintenanceLoop;
import dev.plimsoll.planner.messaging.PlannerTopics;
import dev.plimsoll.planner.plan.LoadedTables;
import dev.plimsoll.planner.queue.QueueUpkeep;
import dev.plimsoll.planner.reconcile.Reconciler;
import dev.plimsoll.planner.retention.RowRetention;
import dev.plimsoll.planner.work.OrderWorker;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.util.Map;

/// Startup order: topics before their consumers, slots and registrations before the dispatcher.
@ApplicationScoped
public class Startup {
  // Messaging begins to consume at 1000.
  private static final int BEFORE_MESSAGING = 100;

  private final PlannerTopics topics;
  private final Databases databases;
  private final LaneSlots slots;
  private final OutboxRelay relay;
  private final DispatchLoop dispatch;
  private final LoadedTables loads;
  private final Reconciler reconciler;
  private final RowRetention retention;
  private final QueueUpkeep queue;
  private final AnalysisRunner analyses;
  private final FollowUp followUp;
  private final MaintenanceLoop maintenance;
  private final OrderWorker orders;

  public Startup(
      PlannerTopics topics,
      Databases databases,
      LaneSlots slots,
      OutboxRelay relay,
      DispatchLoop dispatch,
      LoadedTables loads,
      Reconciler reconciler,
      RowRetention retention,
      QueueUpkeep queue,
      AnalysisRunner analyses,
      FollowUp followUp,
      MaintenanceLoop maintenance,
      OrderWorker orders) {
    this.topics = topics;
    this.databases = databases;
    this.slots = slots;
    this.relay = relay;
    this.dispatch = dispatch;
    this.loads = loads;
    this.reconciler = reconciler;
    this.retention = retention;
    this.queue = queue;
    this.analyses = analyses;
    this.followUp = followUp;
    this.maintenance = maintenance;
    this.orders = orders;
  }

  void start(@Observes @Priority(BEFORE_MESSAGING) StartupEvent event) throws SQLException {
    Map<Topic, Integer> partitions = topics.ensure();
    for (Lane lane : Lane.values()) {
      slots.ensure(lane, partitions.getOrDefault(lane.topic(), 0));
    }
    databases.announceAll();
    relay.start();
    dispatch.start();
    loads.start();
    reconciler.start();
    retention.start();
    queue.start();
    analyses.start();
    followUp.start();
    maintenance.start();
    orders.start();
  }

  /// Stops new work. The relay stays: another process sends what is left in the outbox.
  void stop(@Observes ShutdownEvent event) {
    orders.stop();
    maintenance.stop();
    followUp.stop();
    queue.stop();
    analyses.stop();
    retention.stop();
    reconciler.stop();
    loads.stop();
    dispatch.stop();
  }
}

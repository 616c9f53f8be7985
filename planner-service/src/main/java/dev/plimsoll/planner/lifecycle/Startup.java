package dev.plimsoll.planner.lifecycle;

import dev.plimsoll.planner.database.Databases;
import dev.plimsoll.planner.dispatch.DispatchLoop;
import dev.plimsoll.planner.dispatch.Slots;
import dev.plimsoll.planner.forgetting.Forgetting;
import dev.plimsoll.planner.messaging.PlannerOutboxRelay;
import dev.plimsoll.planner.messaging.PlannerTopics;
import dev.plimsoll.planner.plan.PlanningAfterLoads;
import dev.plimsoll.planner.reconcile.Reconciler;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/// Topics before their consumers, slots and what is registered before the dispatcher.
@ApplicationScoped
public class Startup {
  // Messaging begins to consume at 1000.
  private static final int BEFORE_MESSAGING = 100;

  private final PlannerTopics topics;
  private final Databases databases;
  private final Slots slots;
  private final PlannerOutboxRelay relay;
  private final DispatchLoop dispatch;
  private final PlanningAfterLoads loads;
  private final Reconciler reconciler;
  private final Forgetting forgetting;

  public Startup(
      PlannerTopics topics,
      Databases databases,
      Slots slots,
      PlannerOutboxRelay relay,
      DispatchLoop dispatch,
      PlanningAfterLoads loads,
      Reconciler reconciler,
      Forgetting forgetting) {
    this.topics = topics;
    this.databases = databases;
    this.slots = slots;
    this.relay = relay;
    this.dispatch = dispatch;
    this.loads = loads;
    this.reconciler = reconciler;
    this.forgetting = forgetting;
  }

  void start(@Observes @Priority(BEFORE_MESSAGING) StartupEvent event) {
    slots.ensure(topics.ensure());
    databases.announceAll();
    relay.start();
    dispatch.start();
    loads.start();
    reconciler.start();
    forgetting.start();
  }

  /// Nothing new is taken; what was sent to the outbox is relayed by whoever comes next.
  void stop(@Observes ShutdownEvent event) {
    forgetting.stop();
    reconciler.stop();
    loads.stop();
    dispatch.stop();
  }
}

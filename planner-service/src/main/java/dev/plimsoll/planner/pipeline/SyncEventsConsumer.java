package dev.plimsoll.planner.pipeline;

import dev.plimsoll.contracts.sync.SyncEvent;
import dev.plimsoll.planner.messaging.MessageRetry;
import dev.plimsoll.planner.messaging.Messages;
import dev.plimsoll.planner.plan.PlanningAfterLoads;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/// Consumes `sync.events`.
@ApplicationScoped
public class SyncEventsConsumer {
  private final Messages messages;
  private final TableFlows flows;
  private final PlanningAfterLoads loads;

  public SyncEventsConsumer(Messages messages, TableFlows flows, PlanningAfterLoads loads) {
    this.messages = messages;
    this.flows = flows;
    this.loads = loads;
  }

  @Incoming("sync-events")
  @Blocking
  public void consume(ConsumerRecord<String, String> message) {
    SyncEvent event = messages.read(message, SyncEvent.class);
    Instant at = Instant.ofEpochMilli(message.timestamp());
    MessageRetry.untilDone(
        "a sync event",
        () -> {
          if (flows.apply(event, message.offset(), at)) {
            loads.wake();
          }
        });
  }
}

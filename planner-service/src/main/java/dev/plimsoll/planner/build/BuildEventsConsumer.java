package dev.plimsoll.planner.build;

import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.kafka.client.CloudEvent;
import dev.plimsoll.planner.database.Databases;
import dev.plimsoll.planner.dispatch.DispatchLoop;
import dev.plimsoll.planner.messaging.Messages;
import dev.plimsoll.tracing.LogIds;
import dev.plimsoll.tracing.Traced;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
public class BuildEventsConsumer {
  private final Messages messages;
  private final BuildProgress progress;
  private final Databases databases;
  private final DispatchLoop dispatch;

  public BuildEventsConsumer(
      Messages messages, BuildProgress progress, Databases databases, DispatchLoop dispatch) {
    this.messages = messages;
    this.progress = progress;
    this.databases = databases;
    this.dispatch = dispatch;
  }

  @Incoming("build-events")
  @Blocking
  public void consume(ConsumerRecord<String, String> message) {
    BuildEvent event = messages.read(message, BuildEvent.class);
    try (LogIds _ = LogIds.of(LogIds.BUILD, event.buildId())) {
      @Nullable String trace = CloudEvent.traceparent(message.headers());
      if (trace == null) {
        apply(event);
        return;
      }
      try (Traced _ = Traced.message("enter a build event", trace)) {
        apply(event);
      }
    }
  }

  private void apply(BuildEvent event) {
    Messages.untilDone(
        "a build event",
        () -> {
          if (progress.apply(event)) {
            dispatch.wake();
          }
          // Afterwards, in a transaction that locks the database first.
          if (event instanceof BuildEvent.Failed failed
              && failed.failure().code() == ErrorCode.REGISTRATION_CHANGED) {
            databases.announceThatOf(event.buildId());
          }
        });
  }
}

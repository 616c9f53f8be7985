package dev.plimsoll.builder.lane;

import dev.plimsoll.builder.recipe.StopSignal;
import dev.plimsoll.contracts.build.Lane;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/// Consumers of the three lanes. Each slot has one command at a time, acknowledged at its build's
/// end: so a partition is a limit. While balanced, a consumer reads one partition of its lane; with
/// fewer consumers, less runs at once.
@Singleton
public final class LaneConsumers {
  private final BuildCommandHandler desk;
  private final StopSignal stop;

  public LaneConsumers(BuildCommandHandler desk, StopSignal stop) {
    this.desk = desk;
    this.stop = stop;
  }

  @Incoming("builds-large")
  @Blocking
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  public CompletionStage<Void> large(Message<String> message) {
    return take(Lane.LARGE, message);
  }

  @Incoming("builds-medium")
  @Blocking
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  public CompletionStage<Void> medium(Message<String> message) {
    return take(Lane.MEDIUM, message);
  }

  @Incoming("builds-small")
  @Blocking
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  public CompletionStage<Void> small(Message<String> message) {
    return take(Lane.SMALL, message);
  }

  private CompletionStage<Void> take(Lane lane, Message<String> message) {
    IncomingKafkaRecordMetadata<?, ?> metadata =
        message.getMetadata(IncomingKafkaRecordMetadata.class).orElseThrow();
    return switch (desk.handle(lane, metadata.getRecord())) {
      case BuildCommandHandler.Answer.Ended() -> message.ack();
      case BuildCommandHandler.Answer.Refused(var reason) -> message.nack(reason);
      // Neither: the slot's next owner gets the command again.
      case BuildCommandHandler.Answer.Stopped() -> CompletableFuture.completedFuture(null);
    };
  }

  void onShutdown(@Observes ShutdownEvent event) {
    stop.stop();
  }
}

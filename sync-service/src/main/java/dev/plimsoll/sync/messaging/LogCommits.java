package dev.plimsoll.sync.messaging;

import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.MalformedMessageException;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.sync.effect.Effects;
import dev.plimsoll.sync.load.Loads;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/// Takes the log's commits, in the order of each partition. One that says nothing that can be kept
/// goes to the dead-letter topic; any other waits until our database has it, whatever prevents
/// that, since without it its table would never end.
@ApplicationScoped
public class LogCommits {
  private final Loads loads;
  private final Effects effects;

  public LogCommits(Loads loads, Effects effects) {
    this.loads = loads;
    this.effects = effects;
  }

  @Incoming("log-commits")
  @Blocking
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  public CompletionStage<Void> take(Message<String> message) {
    try {
      BatchCommitted commit = Json.read(message.getPayload(), BatchCommitted.class);
      effects.untilDone(
          "note commit",
          () -> {
            loads.take(commit);
            return true;
          });
      return message.ack();
    } catch (MalformedMessageException e) {
      return message.nack(e);
    } catch (PlimsollException e) {
      // When the service stops neither: whoever has the partition next gets the commit again.
      return e.code() == ErrorCode.INTERRUPTED
          ? CompletableFuture.completedFuture(null)
          : message.nack(e);
    }
  }
}

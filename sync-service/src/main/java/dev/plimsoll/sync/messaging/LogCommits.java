package dev.plimsoll.sync.messaging;

import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.sync.effect.Effects;
import dev.plimsoll.sync.load.Loads;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/// Takes the log's commits, in the order of each partition. A malformed one goes to the dead-letter
/// topic; one that cannot be kept, because our database is away, is tried again as long as that is.
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
  public void take(String body) {
    BatchCommitted commit = Json.read(body, BatchCommitted.class);
    effects.untilDone(
        "note commit",
        () -> {
          loads.take(commit);
          return true;
        });
  }
}

package dev.plimsoll.sync.extract;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.sync.SplitCommand;
import dev.plimsoll.seal.Seal;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/// Takes split commands: one at a time a consumer, acknowledged when the split has ended. A
/// malformed or forged one goes to the dead-letter topic.
@ApplicationScoped
public class SplitCommands {
  private static final Logger LOG = Logger.getLogger(SplitCommands.class);

  private final SplitRunner runner;
  private final Seal seal;

  public SplitCommands(SplitRunner runner, Seal seal) {
    this.runner = runner;
    this.seal = seal;
  }

  @Incoming("sync-commands")
  @Blocking
  public void take(ConsumerRecord<String, String> message) throws InterruptedException {
    seal.require(message);
    SplitCommand command = Json.read(message.value(), SplitCommand.class);
    LOG.debugf("split command: split=%s", command.splitId());
    runner.run(command.splitId());
  }
}

package dev.plimsoll.sync.extract;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.sync.ReadCommand;
import dev.plimsoll.seal.Seal;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/// Consumer of read task commands, one at a time; each is acknowledged when its read task has
/// ended. A malformed or forged one goes to the dead-letter topic.
@ApplicationScoped
public class ReadCommands {
  private static final Logger LOG = Logger.getLogger(ReadCommands.class);

  private final TaskRunner runner;
  private final Seal seal;

  public ReadCommands(TaskRunner runner, Seal seal) {
    this.runner = runner;
    this.seal = seal;
  }

  @Incoming("sync-commands")
  @Blocking
  public void take(ConsumerRecord<String, String> message) throws InterruptedException {
    seal.require(message);
    ReadCommand command = Json.read(message.value(), ReadCommand.class);
    LOG.debugf("read task command: task=%s", command.readTaskId());
    runner.run(command.readTaskId());
  }
}

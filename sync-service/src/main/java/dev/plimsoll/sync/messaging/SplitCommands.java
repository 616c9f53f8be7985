package dev.plimsoll.sync.messaging;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.sync.SplitCommand;
import dev.plimsoll.sync.extract.SplitRunner;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/// Takes split commands: one at a time a consumer, acknowledged when the split has ended. A
/// malformed one goes to the dead-letter topic.
@ApplicationScoped
public class SplitCommands {
  private static final Logger LOG = Logger.getLogger(SplitCommands.class);

  private final SplitRunner runner;

  public SplitCommands(SplitRunner runner) {
    this.runner = runner;
  }

  @Incoming("sync-commands")
  @Blocking
  public void take(String body) throws InterruptedException {
    SplitCommand command = Json.read(body, SplitCommand.class);
    LOG.debugf("split command: split=%s", command.splitId());
    runner.run(command.splitId());
  }
}

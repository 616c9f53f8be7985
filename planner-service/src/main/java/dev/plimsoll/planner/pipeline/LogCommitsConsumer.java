package dev.plimsoll.planner.pipeline;

import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.sync.ExtractTopic;
import dev.plimsoll.planner.messaging.MessageRetry;
import dev.plimsoll.planner.messaging.Messages;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/// Consumes `log.commits`.
@ApplicationScoped
public class LogCommitsConsumer {
  private final Messages messages;
  private final LogProgress progress;

  public LogCommitsConsumer(Messages messages, LogProgress progress) {
    this.messages = messages;
    this.progress = progress;
  }

  @Incoming("log-commits")
  @Blocking
  public void consume(ConsumerRecord<String, String> message) {
    if (!ExtractTopic.mayWrite(message.key())) {
      return;
    }
    BatchCommitted batch = messages.read(message, BatchCommitted.class);
    MessageRetry.untilDone("a committed batch", () -> progress.apply(batch));
  }
}

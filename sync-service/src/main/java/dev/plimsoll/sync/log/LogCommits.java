package dev.plimsoll.sync.log;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.message.DeadLetterHeaders;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.MalformedMessageException;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractTopic;
import dev.plimsoll.kafka.client.CloudEvent;
import dev.plimsoll.kafka.topics.TopicsConfig;
import dev.plimsoll.seal.Seal;
import dev.plimsoll.sync.load.LoadWorkers;
import dev.plimsoll.sync.recovery.SideEffects;
import io.smallrye.reactive.messaging.annotations.Blocking;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.header.Header;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/// Consumer of the log's answers to announced batches: commits, in the order of each partition,
/// and refusals. A malformed message goes to the dead-letter topic. Any other is retried until our
/// database has it, since without it the table would never end.
@ApplicationScoped
public class LogCommits {
  private static final Logger LOG = Logger.getLogger(LogCommits.class);

  private final LoadWorkers loads;
  private final SideEffects effects;
  private final Seal seal;
  private final String refusals;

  public LogCommits(LoadWorkers loads, SideEffects effects, Seal seal, TopicsConfig topics) {
    this.loads = loads;
    this.effects = effects;
    this.seal = seal;
    this.refusals = topics.name(Topic.LOG_EVENTS_DLQ);
  }

  @Incoming("log-commits")
  @Blocking
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  public CompletionStage<Void> take(Message<String> message) {
    IncomingKafkaRecordMetadata<?, ?> record =
        message.getMetadata(IncomingKafkaRecordMetadata.class).orElseThrow();
    if (!ExtractTopic.mayWrite((String) record.getKey())) {
      return message.ack();
    }
    if (record.getTopic().equals(refusals)) {
      return takeRefusal(message, record);
    }
    try {
      seal.require(record.getRecord());
      BatchCommitted commit = CloudEvent.read(record.getRecord(), BatchCommitted.class);
      effects.untilDone("note commit", () -> loads.take(commit));
      return message.ack();
    } catch (MalformedMessageException e) {
      return message.nack(e);
    } catch (PlimsollException e) {
      // Neither when the service stops: the partition's next consumer gets the commit again.
      return e.code() == ErrorCode.INTERRUPTED
          ? CompletableFuture.completedFuture(null)
          : message.nack(e);
    }
  }

  /// A dead letter stays where it is, whatever happens here.
  private CompletionStage<Void> takeRefusal(
      Message<String> message, IncomingKafkaRecordMetadata<?, ?> record) {
    try {
      seal.require(record.getRecord());
      if (!DeadLetterHeaders.OF_SYSTEM.equals(header(record, DeadLetterHeaders.SEALED_BY))) {
        return message.ack(); // it was not ours, whatever it says
      }
      BatchAppended batch = Json.read(message.getPayload(), BatchAppended.class);
      String why =
          header(record, DeadLetterHeaders.CODE) + ": " + header(record, DeadLetterHeaders.REASON);
      effects.untilDone("note refusal", () -> loads.refuse(batch, why));
    } catch (MalformedMessageException e) {
      LOG.debugf("a dead letter of somebody else: %s", e.getMessage());
    } catch (PlimsollException e) {
      if (e.code() == ErrorCode.INTERRUPTED) {
        return CompletableFuture.completedFuture(null);
      }
      LOG.errorf(e, "a refusal of the log could not be noted: %s", e.getMessage());
    }
    return message.ack();
  }

  private static String header(IncomingKafkaRecordMetadata<?, ?> record, String name) {
    Header header = record.getHeaders().lastHeader(name);
    return header == null ? "unknown" : new String(header.value(), StandardCharsets.UTF_8);
  }
}

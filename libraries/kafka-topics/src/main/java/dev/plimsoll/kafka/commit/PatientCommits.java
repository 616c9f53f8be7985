package dev.plimsoll.kafka.commit;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecord;
import io.smallrye.reactive.messaging.kafka.KafkaConnectorIncomingConfiguration;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import io.smallrye.reactive.messaging.kafka.commit.ContextHolder;
import io.smallrye.reactive.messaging.kafka.commit.KafkaCommitHandler;
import io.smallrye.reactive.messaging.kafka.commit.KafkaThrottledLatestProcessedCommit;
import io.vertx.mutiny.core.Context;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.function.BiConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/// The messaging framework's strategy `throttled`, which survives that the broker does not answer.
///
/// With the first message of a partition that strategy asks the broker how far the partition has
/// come. Where that fails, it fails the channel, which then never reads again: by a consumer that
/// the broker has just taken for gone (`UnknownMemberIdException`), after a restart of the broker
/// that took long (`TimeoutException`). Here it asks again.
///
/// Configured as `commit-strategy=patient`.
public final class PatientCommits extends ContextHolder implements KafkaCommitHandler {
  private static final Logger LOG = Logger.getLogger(PatientCommits.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final KafkaThrottledLatestProcessedCommit throttled;

  private PatientCommits(Vertx vertx, KafkaThrottledLatestProcessedCommit throttled) {
    super(vertx, throttled.getTimeoutInMillis());
    this.throttled = throttled;
  }

  /// Makes one for each channel that is configured so.
  @ApplicationScoped
  @Identifier("patient")
  public static class Factory implements KafkaCommitHandler.Factory {
    @Override
    public PatientCommits create(
        KafkaConnectorIncomingConfiguration config,
        Vertx vertx,
        KafkaConsumer<?, ?> consumer,
        BiConsumer<Throwable, Boolean> reportFailure) {
      return new PatientCommits(
          vertx,
          new KafkaThrottledLatestProcessedCommit.Factory()
              .create(config, vertx, consumer, reportFailure));
    }
  }

  @Override
  public <K, V> Uni<IncomingKafkaRecord<K, V>> received(IncomingKafkaRecord<K, V> message) {
    // What it remembers is one event loop's, also when it is asked again.
    return Uni.createFrom()
        .deferred(() -> throttled.received(message))
        .runSubscriptionOn(this::runOnContext)
        .onFailure()
        .invoke(
            e ->
                LOG.warnf(
                    "event=commits.unknown asks again, partition=%s-%d reason=%s",
                    message.getTopic(), message.getPartition(), e))
        .onFailure()
        .retry()
        .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
        .indefinitely();
  }

  @Override
  public void capture(Context context) {
    super.capture(context);
    throttled.capture(context);
  }

  @Override
  public void capture(io.vertx.core.Context context) {
    super.capture(context);
    throttled.capture(context);
  }

  @Override
  public <K, V> Multi<IncomingKafkaRecord<K, V>> decorateStream(
      Multi<IncomingKafkaRecord<K, V>> messages) {
    return throttled.decorateStream(messages);
  }

  @Override
  public <K, V> Uni<Void> handle(IncomingKafkaRecord<K, V> message) {
    return throttled.handle(message);
  }

  @Override
  public void partitionsAssigned(Collection<TopicPartition> partitions) {
    throttled.partitionsAssigned(partitions);
  }

  @Override
  public void partitionsRevoked(Collection<TopicPartition> partitions) {
    throttled.partitionsRevoked(partitions);
  }

  @Override
  public void terminate(boolean graceful) {
    throttled.terminate(graceful);
  }
}

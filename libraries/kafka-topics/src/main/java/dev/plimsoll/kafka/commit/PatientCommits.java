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
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;

/// Commit strategy `throttled` of the messaging framework, made to survive an unresponsive broker.
///
/// With a partition's first message that strategy asks the broker for the committed offset. A
/// failure there ends the channel for good: for a consumer that was just removed
/// (`UnknownMemberIdException`), or after a long restart of the broker (`TimeoutException`). Here
/// the question is repeated.
///
/// The consumer's one thread sleeps in polls, and requests wait for a poll's end. So polls are
/// ended here for a partition's first message and at shutdown. A rebalance must not be interrupted
/// by that.
///
/// At shutdown the framework closes channels one by one, each waiting for the broker's last answer,
/// up to `fetch.max.wait.ms`. So all are paused before the first is closed.
///
/// Shutdown waits for messages that are not committed, for at most `auto.commit.interval.ms`. A
/// handled one counts as such until the next commit, so that this is also what it often takes.
///
/// The framework's own `graceful-shutdown`, which sleeps for two polls of each channel, must be
/// off.
///
/// Configured as `commit-strategy=patient`, with `finishes-messages=false` where shutdown does not
/// wait for a current message.
public final class PatientCommits extends ContextHolder implements KafkaCommitHandler {
  private static final Logger LOG = Logger.getLogger(PatientCommits.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private static final Duration PAUSED_WITHIN = Duration.ofSeconds(2);
  private static final String FINISHES_MESSAGES = "finishes-messages";

  private final KafkaThrottledLatestProcessedCommit throttled;
  private final KafkaConsumer<?, ?> consumer;
  private final boolean finishesMessages;

  /// Partitions that have had a first message.
  private final Set<TopicPartition> known = ConcurrentHashMap.newKeySet();

  private PatientCommits(
      Vertx vertx,
      KafkaThrottledLatestProcessedCommit throttled,
      KafkaConsumer<?, ?> consumer,
      boolean finishesMessages) {
    super(vertx, throttled.getTimeoutInMillis());
    this.throttled = throttled;
    this.consumer = consumer;
    this.finishesMessages = finishesMessages;
  }

  /// Factory for the channels configured so.
  @ApplicationScoped
  @Identifier("patient")
  public static class Factory implements KafkaCommitHandler.Factory {
    private final Collection<PatientCommits> made = new ConcurrentLinkedQueue<>();

    /// Before the framework's connector, which observes the same event.
    void stop(
        @Observes
            @Priority(Interceptor.Priority.PLATFORM_BEFORE)
            @BeforeDestroyed(ApplicationScoped.class)
            Object event) {
      List<CompletableFuture<Void>> paused = made.stream().map(PatientCommits::pause).toList();
      paused.forEach(PatientCommits::await);
    }

    @Override
    public PatientCommits create(
        KafkaConnectorIncomingConfiguration config,
        Vertx vertx,
        KafkaConsumer<?, ?> consumer,
        BiConsumer<Throwable, Boolean> reportFailure) {
      PatientCommits commits =
          new PatientCommits(
              vertx,
              new KafkaThrottledLatestProcessedCommit.Factory()
                  .create(config, vertx, consumer, reportFailure),
              consumer,
              config.config().getOptionalValue(FINISHES_MESSAGES, Boolean.class).orElse(true));
      made.add(commits);
      return commits;
    }
  }

  @Override
  public <K, V> Uni<IncomingKafkaRecord<K, V>> received(IncomingKafkaRecord<K, V> message) {
    // Its state belongs to one event loop, for repeated questions too.
    return Uni.createFrom()
        .deferred(() -> ask(message))
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

  private <K, V> Uni<IncomingKafkaRecord<K, V>> ask(IncomingKafkaRecord<K, V> message) {
    if (known.add(new TopicPartition(message.getTopic(), message.getPartition()))) {
      endPoll();
    }
    return throttled.received(message);
  }

  /// Without a current poll, the next one ends at once, or the question before it, which is then
  /// repeated.
  private void endPoll() {
    Consumer<?, ?> client = consumer.unwrap();
    if (client != null) {
      client.wakeup();
    }
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
    known.removeAll(partitions);
    throttled.partitionsAssigned(partitions);
  }

  @Override
  public void partitionsRevoked(Collection<TopicPartition> partitions) {
    known.removeAll(partitions);
    try {
      throttled.partitionsRevoked(partitions);
    } catch (WakeupException e) {
      // The last handled messages are not committed and come again. Rethrown, this would break off
      // the rebalance half-way: messages read ahead are dropped while the client keeps its
      // positions after them, so they would never be read.
      LOG.debugf(e, "not committed: %s", partitions);
      throttled.partitionsAssigned(List.of()); // its timer stands still
    }
  }

  @Override
  public void terminate(boolean graceful) {
    await(pause());
    throttled.terminate(graceful || finishesMessages);
  }

  /// No more messages, requests or sleeping polls.
  private CompletableFuture<Void> pause() {
    CompletableFuture<Void> paused =
        consumer.pause().replaceWithVoid().subscribeAsCompletionStage();
    endPoll();
    return paused;
  }

  private static void await(CompletableFuture<Void> paused) {
    try {
      paused.get(PAUSED_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.debugf(e, "a consumer goes on until it is closed");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

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

/// The messaging framework's strategy `throttled`, which survives that the broker does not answer.
///
/// With the first message of a partition that strategy asks the broker how far the partition has
/// come. Where that fails, it fails the channel, which then never reads again: by a consumer that
/// the broker has just taken for gone (`UnknownMemberIdException`), after a restart of the broker
/// that took long (`TimeoutException`). Here it asks again.
///
/// The consumer's one thread sleeps in its polls, and what is asked of it waits until a poll has
/// ended. So a poll is ended here where somebody waits: for the first message of a partition, and
/// when the service stops. Where that meets a rebalance, it must not break that off.
///
/// At the end the framework closes one channel after the other, and each closing waits for the
/// broker's last answer, which is held back for as long as nothing comes (`fetch.max.wait.ms`). So
/// all of them stop asking at once, before the first is closed.
///
/// The framework's own `graceful-shutdown`, which sleeps for two polls of each channel, is to be
/// off.
///
/// Configured as `commit-strategy=patient`, with `finishes-messages=false` where a message at hand
/// is not waited for at the end.
public final class PatientCommits extends ContextHolder implements KafkaCommitHandler {
  private static final Logger LOG = Logger.getLogger(PatientCommits.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private static final Duration PAUSED_WITHIN = Duration.ofSeconds(2);
  private static final String FINISHES_MESSAGES = "finishes-messages";

  private final KafkaThrottledLatestProcessedCommit throttled;
  private final KafkaConsumer<?, ?> consumer;
  private final boolean finishesMessages;

  /// Partitions whose first message has come.
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

  /// Makes one for each channel that is configured so.
  @ApplicationScoped
  @Identifier("patient")
  public static class Factory implements KafkaCommitHandler.Factory {
    private final Collection<PatientCommits> made = new ConcurrentLinkedQueue<>();

    /// Before the framework's connector, which hears the same.
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
    // What it remembers is one event loop's, also when it is asked again.
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

  /// Where none is at hand, the next one ends at once; or the question that comes before it, and
  /// then it is asked again.
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
      // What was handled last is not committed and comes once more. Thrown further, this would
      // break off the rebalance half-way: what was read ahead is thrown away, while the client
      // keeps its positions after it, and nobody ever reads it again.
      LOG.debugf(e, "not committed: %s", partitions);
      throttled.partitionsAssigned(List.of()); // its timer stands still
    }
  }

  @Override
  public void terminate(boolean graceful) {
    await(pause());
    throttled.terminate(graceful || finishesMessages);
  }

  /// Nothing more comes, nothing more is asked of the broker, and no poll is slept in any more.
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

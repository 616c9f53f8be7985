package dev.plimsoll.kafka.intake;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecord;
import io.smallrye.reactive.messaging.kafka.KafkaConnectorIncomingConfiguration;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import io.smallrye.reactive.messaging.kafka.fault.KafkaFailureHandler;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jspecify.annotations.Nullable;

/// Failure strategy `dead-letter-queue` of the messaging framework, made at a channel's first
/// failed message: most have none, and reading the settings of a producer took a start 0.03 s for
/// each channel.
///
/// Configured as `failure-strategy=dead-letter-queue-on-demand`, with the settings of
/// `dead-letter-queue`. Thread-safe.
final class DeadLetterQueueOnDemand implements KafkaFailureHandler {
  private final Supplier<KafkaFailureHandler> queue;
  private @Nullable KafkaFailureHandler made;

  private DeadLetterQueueOnDemand(Supplier<KafkaFailureHandler> queue) {
    this.queue = queue;
  }

  /// Factory for the channels configured so.
  @ApplicationScoped
  @Identifier("dead-letter-queue-on-demand")
  static class Factory implements KafkaFailureHandler.Factory {
    private final KafkaFailureHandler.Factory queues;

    Factory(@Identifier(Strategy.DEAD_LETTER_QUEUE) KafkaFailureHandler.Factory queues) {
      this.queues = queues;
    }

    @Override
    public KafkaFailureHandler create(
        KafkaConnectorIncomingConfiguration config,
        Vertx vertx,
        KafkaConsumer<?, ?> consumer,
        BiConsumer<Throwable, Boolean> reportFailure) {
      return new DeadLetterQueueOnDemand(
          () -> queues.create(config, vertx, consumer, reportFailure));
    }
  }

  private synchronized KafkaFailureHandler queue() {
    if (made == null) {
      made = queue.get();
    }
    return made;
  }

  @Override
  public <K, V> Uni<Void> handle(
      IncomingKafkaRecord<K, V> message, Throwable reason, Metadata metadata) {
    return queue().handle(message, reason, metadata);
  }

  @Override
  public synchronized void terminate() {
    if (made != null) {
      made.terminate();
    }
  }
}

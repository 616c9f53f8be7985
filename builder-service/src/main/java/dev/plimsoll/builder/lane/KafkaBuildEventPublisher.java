package dev.plimsoll.builder.lane;

import dev.plimsoll.builder.recipe.StopSignal;
import dev.plimsoll.builder.run.BuildEventPublisher;
import dev.plimsoll.contracts.build.BuildControl;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.event.EventTypes;
import dev.plimsoll.contracts.message.EventHeaders;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.kafka.client.ClientProperties;
import dev.plimsoll.kafka.client.CloudEvent;
import dev.plimsoll.kafka.topics.TopicsConfig;
import dev.plimsoll.seal.Seal;
import dev.plimsoll.tracing.TraceParent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jboss.logging.Logger;

/// Publisher of build events; those of one build stay in order.
@Singleton
public final class KafkaBuildEventPublisher implements BuildEventPublisher {
  private static final Logger LOG = Logger.getLogger(KafkaBuildEventPublisher.class);
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
  private static final Duration ON_CLOSE = Duration.ofSeconds(2);
  // Progress must not delay a build while the broker is away: it is dropped then.
  private static final int MAX_BLOCK_MILLIS = 2_000;
  private static final String SOURCE = "/plimsoll/builder";

  private final Producer<String, String> producer;
  private final String topic;
  private final String control;
  private final StopSignal stop;

  /// @param kafka all settings under `kafka.`
  public KafkaBuildEventPublisher(
      @Identifier("default-kafka-broker") Map<String, Object> kafka,
      TopicsConfig topics,
      Seal seal,
      StopSignal stop) {
    Map<String, Object> own = new HashMap<>(seal.ofProducer());
    own.put(ProducerConfig.ACKS_CONFIG, "all");
    own.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    // As in the outbox: no message may overtake a refused one.
    own.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    own.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MILLIS);
    this.producer =
        new KafkaProducer<>(
            ClientProperties.of(kafka, "plimsoll-builder-events", own),
            new StringSerializer(),
            new StringSerializer());
    this.topic = Topic.BUILD_EVENTS.name(topics.prefix());
    this.control = Topic.BUILD_CONTROL.name(topics.prefix());
    this.stop = stop;
  }

  @Override
  public void announce(BuildEvent event) {
    try {
      producer.send(
          message(event),
          (metadata, failure) -> {
            if (failure != null) {
              dropped(event, failure);
            }
          });
    } catch (KafkaException e) {
      dropped(event, e);
    }
  }

  @Override
  public void conclude(BuildEvent event) {
    sendSafely(message(event), "its last event");
  }

  /// Tells all builders; returns when the broker has it.
  ///
  /// @throws StopSignal.StoppedException when the process is ending
  void begins(BuildControl.Begun begun) {
    sendSafely(message(control, begun.key(), begun.at(), begun.buildId(), begun), "that it begins");
  }

  private void sendSafely(ProducerRecord<String, String> message, String what) {
    while (true) {
      try {
        producer.send(message).get();
        return;
      } catch (ExecutionException | KafkaException e) {
        LOG.warnf(
            "build=%s the broker did not take %s (%s): sending again",
            message.key(), what, e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      stop.pause(BETWEEN_TRIES);
    }
  }

  private static void dropped(BuildEvent event, Exception failure) {
    LOG.debugf(
        "build=%s an event of its progress was dropped: %s", event.buildId(), failure.getMessage());
  }

  private ProducerRecord<String, String> message(BuildEvent event) {
    return message(topic, event.buildId().toString(), event.at(), event.buildId(), (Record) event);
  }

  private static ProducerRecord<String, String> message(
      String topic, String key, Instant at, UUID build, Record event) {
    ProducerRecord<String, String> message =
        new ProducerRecord<>(topic, null, at.toEpochMilli(), key, Json.write(event));
    CloudEvent.describe(message, UUID.randomUUID(), SOURCE, EventTypes.of(event), at);
    CloudEvent.header(message, EventHeaders.SUBJECT, build.toString());
    CloudEvent.trace(message, TraceParent.current());
    return message;
  }

  @PreDestroy
  void close() {
    producer.close(ON_CLOSE);
  }
}

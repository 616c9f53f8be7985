package dev.plimsoll.builder.lane;

import dev.plimsoll.builder.control.BegunAttempts;
import dev.plimsoll.builder.control.CancelBoard;
import dev.plimsoll.builder.recipe.StopSignal;
import dev.plimsoll.contracts.bound.Bounds;
import dev.plimsoll.contracts.build.BuildControl;
import dev.plimsoll.contracts.message.EventHeaders;
import dev.plimsoll.contracts.message.EventTypes;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.kafka.client.ClientProperties;
import dev.plimsoll.seal.Seal;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Reads `build.control` from its beginning to its end and on, in every process, without a group:
/// whoever gets a build's command again must know that it was cancelled. When the broker is away it
/// is read again from the beginning once it is back.
@Singleton
public final class ControlReader {
  private static final Logger LOG = Logger.getLogger(ControlReader.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration ASK = Duration.ofSeconds(5);
  private static final Duration AGAIN = Duration.ofSeconds(1);
  private static final String CANCEL = EventTypes.of(BuildControl.Cancel.class);
  private static final String RELEASE = EventTypes.of(BuildControl.Release.class);
  private static final String BEGUN = EventTypes.of(BuildControl.Begun.class);

  private final Map<String, Object> kafka;
  private final String topic;
  private final CancelBoard board;
  private final BegunAttempts begun;
  private final Seal seal;
  private final StopSignal stop;
  private volatile @Nullable KafkaConsumer<String, String> open;

  /// @param kafka everything configured under `kafka.`
  public ControlReader(
      @Identifier("default-kafka-broker") Map<String, Object> kafka,
      TopicsConfig topics,
      CancelBoard board,
      BegunAttempts begun,
      Seal seal,
      StopSignal stop) {
    this.kafka = new HashMap<>(kafka);
    this.topic = Topic.BUILD_CONTROL.name(topics.prefix());
    this.board = board;
    this.begun = begun;
    this.seal = seal;
    this.stop = stop;
  }

  void onStart(@Observes StartupEvent event) {
    Thread.ofPlatform().daemon().name("build-control").start(this::run);
  }

  void onShutdown(@Observes ShutdownEvent event) {
    stop.stop();
    KafkaConsumer<String, String> reading = open;
    if (reading != null) {
      reading.wakeup();
    }
  }

  private void run() {
    try {
      while (!stop.stopping()) {
        try (KafkaConsumer<String, String> consumer = consumer()) {
          open = consumer;
          read(consumer);
        } catch (WakeupException | StopSignal.StoppedException e) {
          return;
        } catch (KafkaException e) {
          LOG.debugf("%s could not be read (%s): again", topic, e.getMessage());
        } catch (RuntimeException | Error e) {
          // Whoever does not read this does not hear of a cancel: it is read whatever happens.
          LOG.errorf(e, "%s could not be read: again", topic);
        } finally {
          open = null;
        }
        stop.pause(AGAIN);
      }
    } catch (StopSignal.StoppedException e) {
      LOG.debugf("%s is not read any more", topic);
    }
  }

  private KafkaConsumer<String, String> consumer() {
    Map<String, Object> properties =
        ClientProperties.of(
            kafka,
            "plimsoll-builder-control",
            Map.of(
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed"));
    return new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer());
  }

  /// Returns when there is no such topic yet.
  private void read(KafkaConsumer<String, String> consumer) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic, ASK).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    if (partitions.isEmpty()) {
      // Nothing can have been cancelled.
      board.caughtUp();
      return;
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, ASK);
    boolean behind = true;
    while (!stop.stopping()) {
      for (ConsumerRecord<String, String> message : consumer.poll(POLL)) {
        take(message);
      }
      if (behind
          && ends.entrySet().stream()
              .allMatch(end -> consumer.position(end.getKey(), ASK) >= end.getValue())) {
        behind = false;
        board.caughtUp();
      }
    }
  }

  private void take(ConsumerRecord<String, String> message) {
    @Nullable Header type = message.headers().lastHeader(EventHeaders.TYPE);
    try {
      if (message.key() == null) {
        return;
      }
      seal.require(message);
      if (message.value() == null) {
        board.forget(UUID.fromString(message.key()));
      } else if (type != null) {
        take(new String(type.value(), StandardCharsets.UTF_8), message.value());
      }
    } catch (RuntimeException e) {
      // What it is that cannot be taken matters to nobody else's word.
      LOG.warnf("%s offset=%d is not understood: %s", topic, message.offset(), e.getMessage());
    }
  }

  /// What a newer planner or builder may say besides is passed over.
  private void take(String type, String body) {
    if (CANCEL.equals(type)) {
      BuildControl.Cancel cancel = bounded(Json.read(body, BuildControl.Cancel.class));
      if (cancel.buildId() != null && cancel.by() != null) {
        board.enter(cancel, cancel.by());
      }
    } else if (RELEASE.equals(type)) {
      BuildControl.Release release = bounded(Json.read(body, BuildControl.Release.class));
      if (release.buildId() != null && release.by() != null) {
        board.enter(release, release.by());
      }
    } else if (BEGUN.equals(type)) {
      BuildControl.Begun word = bounded(Json.read(body, BuildControl.Begun.class));
      if (word.buildId() != null && word.delivery() != null && word.at() != null) {
        begun.enter(word);
      }
    }
  }

  private static <T extends Record> T bounded(T word) {
    Bounds.check(word);
    return word;
  }
}

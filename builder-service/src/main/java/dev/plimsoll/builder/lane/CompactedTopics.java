package dev.plimsoll.builder.lane;

import dev.plimsoll.builder.control.CancelBoard;
import dev.plimsoll.builder.recipe.StopSignal;
import dev.plimsoll.contracts.message.EventHeaders;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Reads `build.control` and `databases` from their beginning to their end and on, in every
/// process, without a group: whoever gets a build's command must know whether it was cancelled and
/// where it leads. When the broker is away they are read again from the beginning once it is back.
@Singleton
public final class CompactedTopics {
  private static final Logger LOG = Logger.getLogger(CompactedTopics.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration ASK = Duration.ofSeconds(5);
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final Map<String, Object> kafka;
  private final Map<String, Words> topics;
  private final CancelBoard board;
  private final Seal seal;
  private final StopSignal stop;
  private volatile @Nullable KafkaConsumer<String, String> open;

  /// Takes what one of the topics says.
  interface Words {
    /// @param type of the event
    /// @param body null where nothing is said about the key any more
    /// @throws RuntimeException for what cannot be taken, which matters to nobody else's word
    void take(String key, String type, @Nullable String body);
  }

  /// @param kafka everything configured under `kafka.`
  public CompactedTopics(
      @Identifier("default-kafka-broker") Map<String, Object> kafka,
      BuilderTopicsConfig config,
      CancelBoard board,
      BuildControlHandler control,
      DatabaseEventHandler databases,
      Seal seal,
      StopSignal stop) {
    this.kafka = new HashMap<>(kafka);
    this.topics =
        Map.of(
            Topic.BUILD_CONTROL.name(config.prefix()), control,
            Topic.DATABASES.name(config.prefix()), databases);
    this.board = board;
    this.seal = seal;
    this.stop = stop;
  }

  void onStart(@Observes StartupEvent event) {
    Thread.ofPlatform().daemon().name("compacted-topics").start(this::run);
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
          LOG.debugf("%s could not be read (%s): again", topics.keySet(), e.getMessage());
        } catch (RuntimeException | Error e) {
          // Whoever does not read this does not hear of a cancel: it is read whatever happens.
          LOG.errorf(e, "%s could not be read: again", topics.keySet());
        } finally {
          open = null;
        }
        stop.pause(AGAIN);
      }
    } catch (StopSignal.StoppedException e) {
      LOG.debugf("%s are not read any more", topics.keySet());
    }
  }

  private KafkaConsumer<String, String> consumer() {
    Map<String, Object> properties =
        ClientProperties.of(
            kafka,
            "plimsoll-builder-compacted",
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

  /// Returns when one of them is not there yet.
  private void read(KafkaConsumer<String, String> consumer) {
    List<TopicPartition> partitions = new ArrayList<>();
    int missing = 0;
    for (String topic : topics.keySet()) {
      List<PartitionInfo> found = consumer.partitionsFor(topic, ASK);
      found.forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
      missing += found.isEmpty() ? 1 : 0;
    }
    if (missing > 0) {
      if (missing == topics.size()) {
        // Nothing can have been cancelled.
        board.caughtUp();
      }
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
      Words words = Objects.requireNonNull(topics.get(message.topic()));
      words.take(
          message.key(),
          type == null ? "" : new String(type.value(), StandardCharsets.UTF_8),
          message.value());
    } catch (RuntimeException e) {
      LOG.warnf(
          "%s offset=%d is not understood: %s", message.topic(), message.offset(), e.getMessage());
    }
  }
}

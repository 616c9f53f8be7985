package dev.plimsoll.kafka.compacted;

import dev.plimsoll.contracts.message.EventHeaders;
import dev.plimsoll.kafka.client.ClientProperties;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reader of whole compacted topics, from their beginning on, in every process and without a group.
/// So nothing is missed that a restored database has forgotten. After an outage of the broker all
/// is read again: each message comes at least once, and an old one may follow a newer one.
///
/// One thread reads, and calls the takers.
public final class CompactedTopics implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CompactedTopics.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration ASK = Duration.ofSeconds(5);
  private static final long AGAIN_MILLIS = 1_000;
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(2);

  private final Map<String, Object> kafka;
  private final String client;
  private final Map<String, Taker> topics;
  private final Consumer<ConsumerRecord<?, ?>> authentic;
  private final Runnable caughtUp;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable KafkaConsumer<String, String> open;
  private final Thread reader =
      Thread.ofPlatform().daemon().name("compacted-topics").unstarted(this::run);

  /// Taker of a topic's messages.
  @FunctionalInterface
  public interface Taker {
    /// @param type of the event
    /// @param body null for a deleted key
    /// @throws RuntimeException for a message that cannot be taken, which affects no other
    void take(String key, String type, @Nullable String body);
  }

  /// @param kafka all settings under `kafka.`
  /// @param client prefix of the client id
  /// @param topics by their names on the broker
  /// @param authentic throws for a message without the system's seal
  /// @param caughtUp called whenever all initial messages are read, and when none of the topics
  ///     exists yet
  public CompactedTopics(
      Map<String, Object> kafka,
      String client,
      Map<String, Taker> topics,
      Consumer<ConsumerRecord<?, ?>> authentic,
      Runnable caughtUp) {
    this.kafka = new HashMap<>(kafka);
    this.client = client;
    this.topics = Map.copyOf(topics);
    this.authentic = authentic;
    this.caughtUp = caughtUp;
  }

  public void start() {
    reader.start();
  }

  /// Nothing is taken afterwards. A taker that takes more than two seconds is interrupted.
  @Override
  public void close() {
    closed.countDown();
    KafkaConsumer<String, String> reading = open;
    if (reading != null) {
      reading.wakeup();
    }
    try {
      if (reader.isAlive() && !reader.join(ENDS_WITHIN)) {
        reader.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      reader.interrupt();
    }
  }

  private void run() {
    try {
      do {
        try {
          readByNewConsumer();
        } catch (WakeupException | InterruptException e) {
          return;
        } catch (KafkaException e) {
          LOG.debug("{} could not be read ({}): again", topics.keySet(), e.getMessage());
        } catch (RuntimeException | Error e) {
          // Without it cancels, for example, would be missed: reading goes on after any failure.
          LOG.error("{} could not be read: again", topics.keySet(), e);
        }
      } while (!closed.await(AGAIN_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      LOG.debug("{} are not read any more", topics.keySet());
    }
  }

  /// Closes without waiting: there is no group to leave, and the fetch that the client has sent
  /// ahead is answered after half a second.
  private void readByNewConsumer() {
    KafkaConsumer<String, String> consumer = consumer();
    try {
      open = consumer;
      read(consumer);
    } finally {
      open = null;
      consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
  }

  private KafkaConsumer<String, String> consumer() {
    Map<String, Object> properties =
        ClientProperties.of(
            kafka,
            client,
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

  /// Returns when a topic does not exist yet.
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
        caughtUp.run();
      }
      return;
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, ASK);
    boolean behind = true;
    while (closed.getCount() > 0) {
      for (ConsumerRecord<String, String> message : consumer.poll(POLL)) {
        take(message);
      }
      if (behind
          && ends.entrySet().stream()
              .allMatch(end -> consumer.position(end.getKey(), ASK) >= end.getValue())) {
        behind = false;
        caughtUp.run();
      }
    }
  }

  private void take(ConsumerRecord<String, String> message) {
    @Nullable Header type = message.headers().lastHeader(EventHeaders.TYPE);
    try {
      if (message.key() == null) {
        return;
      }
      authentic.accept(message);
      Objects.requireNonNull(topics.get(message.topic()))
          .take(
              message.key(),
              type == null ? "" : new String(type.value(), StandardCharsets.UTF_8),
              message.value());
    } catch (RuntimeException e) {
      LOG.warn(
          "{} offset={} is not understood: {}", message.topic(), message.offset(), e.getMessage());
    }
  }
}

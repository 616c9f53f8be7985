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

/// A reader of compacted topics from their beginning to their end and on, in every process and
/// without a group: whoever works needs all that is said there, and nothing that a restored
/// database has forgotten is missed. While the broker is away nothing is read; once it is back all
/// is read again from the beginning. So everything is taken at least once, and an old word may come
/// after a newer one.
///
/// One thread reads, and calls those who take.
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

  /// Takes what one of the topics says.
  @FunctionalInterface
  public interface Taker {
    /// @param type of the event
    /// @param body null where nothing is said about the key any more
    /// @throws RuntimeException for what cannot be taken, which matters to nobody else's word
    void take(String key, String type, @Nullable String body);
  }

  /// @param kafka everything configured under `kafka.`
  /// @param client begins the name that the broker knows this reader by
  /// @param topics by their names on the broker
  /// @param authentic throws for a message that nobody of this system has written
  /// @param caughtUp called each time that all has been read which was there at the beginning, and
  ///     where none of the topics is there yet
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

  /// Nothing is taken any more afterwards. A taker that has not ended within two seconds is
  /// interrupted.
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

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  private void run() {
    try {
      do {
        try (KafkaConsumer<String, String> consumer = consumer()) {
          open = consumer;
          read(consumer);
        } catch (WakeupException | InterruptException e) {
          return;
        } catch (KafkaException e) {
          LOG.debug("{} could not be read ({}): again", topics.keySet(), e.getMessage());
        } catch (RuntimeException | Error e) {
          // Who does not read this does not hear of a cancel, say: it is read whatever happens.
          LOG.error("{} could not be read: again", topics.keySet(), e);
        } finally {
          open = null;
        }
      } while (!closed.await(AGAIN_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      LOG.debug("{} are not read any more", topics.keySet());
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
        caughtUp.run();
      }
      return;
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, ASK);
    boolean behind = true;
    while (!isClosed()) {
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

package dev.plimsoll.materializer.append;

import dev.plimsoll.contracts.log.FileBatch;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.kafka.client.ClientProperties;
import dev.plimsoll.kafka.topics.TopicsConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// Events in Kafka that the log has not read yet. A producer that changes from Kafka to HTTP may
/// have some; its request waits for them here.
///
/// They are read when the consumer group has committed their offsets. A retry waits for the same
/// offsets as the first try, since it would never end while many events arrive. That suffices,
/// since a producer sends in order. Thread-safe.
@Singleton
public final class UnreadEvents {
  /// Concurrent waits. They hold places of appends, which others need.
  private static final int MOST = 8;
  private static final int MOST_KEPT = 1_000;

  /// Longer than any client pauses before a retry.
  private static final Duration KEPT = Duration.ofMinutes(1);

  /// The batches, by which a retry is recognized.
  private record Asker(FileBatch first, FileBatch last, int count) {}

  /// @param ends after the last event of each partition
  /// @param begins before the first, if the group has no offset yet
  /// @param askedAt of [System#nanoTime]
  private record Ahead(
      Map<TopicPartition, Long> ends, Map<TopicPartition, Long> begins, long askedAt) {
    boolean isOver() {
      return System.nanoTime() - askedAt > KEPT.toNanos();
    }
  }

  private final Map<String, Object> kafka;
  private final Duration longest;
  private final String topic;
  private final String group;
  private final Semaphore waiting = new Semaphore(MOST);

  private final Map<Asker, Ahead> asked =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Asker, Ahead> eldest) {
              return size() > MOST_KEPT || eldest.getValue().isOver();
            }
          });

  private @Nullable Admin admin;

  @Inject
  public UnreadEvents(
      @Identifier("default-kafka-broker") Map<String, Object> kafka, TopicsConfig topics) {
    this(kafka, topics, Duration.ofSeconds(5));
  }

  UnreadEvents(Map<String, Object> kafka, TopicsConfig topics, Duration longest) {
    this.longest = longest;
    this.kafka =
        ClientProperties.of(
            kafka,
            "materializer-events-ahead",
            Map.of(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) longest.toMillis(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                (int) longest.toMillis()));
    topic = topics.name(Topic.LOG_EVENTS);
    group = group(topics);
  }

  /// The group that reads `log.events`, as `mp.messaging.incoming.log-events.group.id` names it.
  static String group(TopicsConfig topics) {
    return topics.prefix() + "materializer";
  }

  /// Waits until all events of `log.events` are read, as of the first try.
  ///
  /// @throws PlimsollException KAFKA_UNREACHABLE, or SERIALIZATION_FAILED after the time limit;
  ///     both for a retry
  void await(List<FileBatch> batches) throws InterruptedException {
    if (!waiting.tryAcquire()) {
      throw later(ErrorCode.SERIALIZATION_FAILED, "others wait for log.events to be read", null);
    }
    try {
      awaitRead(new Asker(batches.getFirst(), batches.getLast(), batches.size()));
    } finally {
      waiting.release();
    }
  }

  private void awaitRead(Asker asker) throws InterruptedException {
    long until = System.nanoTime() + longest.toNanos();
    try {
      Ahead ahead = ahead(asker);
      while (!isRead(ahead)) {
        if (System.nanoTime() > until) {
          throw later(
              ErrorCode.SERIALIZATION_FAILED, "events of log.events are still to be read", null);
        }
        Thread.sleep(Duration.ofMillis(20));
      }
      asked.remove(asker, ahead);
    } catch (ExecutionException | TimeoutException e) {
      throw later(ErrorCode.KAFKA_UNREACHABLE, "whether its events are read is not known", e);
    }
  }

  private Ahead ahead(Asker asker)
      throws ExecutionException, TimeoutException, InterruptedException {
    @Nullable Ahead first = asked.get(asker);
    if (first != null && !first.isOver()) {
      return first;
    }
    List<TopicPartition> partitions = partitions();
    Ahead now =
        new Ahead(
            offsets(partitions, OffsetSpec.latest()),
            offsets(partitions, OffsetSpec.earliest()),
            System.nanoTime());
    asked.remove(asker);
    asked.put(asker, now);
    return now;
  }

  private static PlimsollException later(ErrorCode code, String what, @Nullable Exception cause) {
    return PlimsollException.retryLater(code, what, Duration.ofSeconds(1), cause);
  }

  private boolean isRead(Ahead ahead)
      throws ExecutionException, TimeoutException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> committed =
        get(admin().listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    for (Map.Entry<TopicPartition, Long> end : ahead.ends().entrySet()) {
      @Nullable OffsetAndMetadata read = committed.get(end.getKey());
      long position = read == null ? ahead.begins().getOrDefault(end.getKey(), 0L) : read.offset();
      if (position < end.getValue()) {
        return false;
      }
    }
    return true;
  }

  private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec which)
      throws ExecutionException, TimeoutException, InterruptedException {
    Map<TopicPartition, OffsetSpec> asked =
        partitions.stream().collect(Collectors.toMap(partition -> partition, _ -> which));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    get(admin().listOffsets(asked).all())
        .forEach((partition, info) -> offsets.put(partition, info.offset()));
    return offsets;
  }

  /// Asked each time: partitions may have been added, and events be in them.
  private List<TopicPartition> partitions()
      throws ExecutionException, TimeoutException, InterruptedException {
    return Objects.requireNonNull(
            get(admin().describeTopics(List.of(topic)).allTopicNames()).get(topic))
        .partitions()
        .stream()
        .map(partition -> new TopicPartition(topic, partition.partition()))
        .toList();
  }

  private <T> T get(KafkaFuture<T> future)
      throws ExecutionException, TimeoutException, InterruptedException {
    return future.get(longest.toMillis(), TimeUnit.MILLISECONDS);
  }

  private synchronized Admin admin() {
    if (admin == null) {
      admin = Admin.create(kafka);
    }
    return admin;
  }

  synchronized void stop(@Observes ShutdownEvent event) {
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }
}

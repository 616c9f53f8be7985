package dev.plimsoll.materializer.append;

import dev.plimsoll.contracts.log.FileBatch;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.kafka.client.ClientProperties;
import dev.plimsoll.materializer.kafka.KafkaTopicsConfig;
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
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// Events that Kafka has acknowledged and the log has not read yet: a producer that goes from Kafka
/// to HTTP may have some. A request that may come before them waits here until they are in the log.
///
/// By the offsets that all pods have committed together, which are of events that are durable in
/// the log. Whoever asks again after it took too long waits for what was ahead the first time:
/// where events are read more slowly than anybody waits, and more come all the time, nobody would
/// ever come to an end. What a producer has in Kafka it sent before the first time, since it sends
/// in order.
@Singleton
public final class UnreadEvents {
  /// How long anybody waits. What takes longer is a backlog.
  private static final Duration LONGEST = Duration.ofSeconds(5);

  /// Who may wait at once. They hold places of those who append: the others are for whoever goes
  /// on.
  private static final int MOST = 8;

  /// What was ahead of whom, kept for those who ask again.
  private static final int MOST_KEPT = 1_000;

  /// Longer than anybody pauses between two attempts.
  private static final Duration KEPT = Duration.ofMinutes(1);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /// Whose batches: those that are sent again are the same.
  private record Asker(FileBatch first, FileBatch last, int count) {
    static Asker of(List<FileBatch> batches) {
      return new Asker(batches.getFirst(), batches.getLast(), batches.size());
    }
  }

  /// @param ends after the last event of each partition
  /// @param begins before the first, where nothing was committed yet
  /// @param askedAt as of [System#nanoTime]
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
  private volatile List<TopicPartition> partitions = List.of();

  @Inject
  public UnreadEvents(
      @Identifier("default-kafka-broker") Map<String, Object> kafka, KafkaTopicsConfig topics) {
    this(kafka, topics, LONGEST);
  }

  UnreadEvents(Map<String, Object> kafka, KafkaTopicsConfig topics, Duration longest) {
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
    group = topics.intakeGroup();
  }

  /// Waits until everything that `log.events` held when these batches first came is in the log.
  ///
  /// @throws PlimsollException KAFKA_UNREACHABLE where nobody can say what it holds;
  ///     SERIALIZATION_FAILED where it is not read in time. Both may be tried again
  void await(List<FileBatch> batches) throws InterruptedException {
    if (!waiting.tryAcquire()) {
      throw later(ErrorCode.SERIALIZATION_FAILED, "others wait for log.events to be read", null);
    }
    try {
      awaitRead(Asker.of(batches));
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
        Thread.sleep(BETWEEN_LOOKS);
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
    Ahead now =
        new Ahead(offsets(OffsetSpec.latest()), offsets(OffsetSpec.earliest()), System.nanoTime());
    asked.remove(asker);
    asked.put(asker, now);
    return now;
  }

  private static PlimsollException later(ErrorCode code, String what, @Nullable Exception cause) {
    return PlimsollException.retryLater(code, what, RETRY_AFTER, cause);
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

  private Map<TopicPartition, Long> offsets(OffsetSpec which)
      throws ExecutionException, TimeoutException, InterruptedException {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (TopicPartition partition : partitions()) {
      asked.put(partition, which);
    }
    Map<TopicPartition, Long> offsets = new HashMap<>();
    Map<TopicPartition, ListOffsetsResultInfo> answer = get(admin().listOffsets(asked).all());
    answer.forEach((partition, info) -> offsets.put(partition, info.offset()));
    return offsets;
  }

  /// Their number stays: changing it would break the order of events.
  private List<TopicPartition> partitions()
      throws ExecutionException, TimeoutException, InterruptedException {
    if (partitions.isEmpty()) {
      partitions =
          Objects.requireNonNull(
                  get(admin().describeTopics(List.of(topic)).allTopicNames()).get(topic))
              .partitions()
              .stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
    }
    return partitions;
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

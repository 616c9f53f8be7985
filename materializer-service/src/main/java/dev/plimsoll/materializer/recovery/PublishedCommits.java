package dev.plimsoll.materializer.recovery;

import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.message.EventHeaders;
import dev.plimsoll.contracts.message.MalformedMessageException;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.kafka.client.ClientProperties;
import dev.plimsoll.kafka.client.CloudEvent;
import dev.plimsoll.offsetlog.recovery.PublishedBatch;
import dev.plimsoll.seal.Seal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/// Reader of `log.commits` from some moment to its present end, without a group. What this system
/// has not sealed is passed over.
final class PublishedCommits implements AutoCloseable {
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<String, String> consumer;
  private final Seal seal;
  private final List<TopicPartition> partitions;
  private final Map<TopicPartition, Long> ends;

  /// Takes messages, in the order of each Kafka partition.
  @FunctionalInterface
  interface Taker {
    void take(List<PublishedBatch> published) throws Exception;
  }

  PublishedCommits(Map<String, Object> kafka, String topic, Seal seal) {
    this.seal = seal;
    consumer =
        new KafkaConsumer<>(
            ClientProperties.of(
                kafka,
                "materializer-recovery",
                Map.of(
                    ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                    "earliest",
                    ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                    false,
                    ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                    false,
                    ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                    2_000)),
            new StringDeserializer(),
            new StringDeserializer());
    partitions = partitions(topic);
    consumer.assign(partitions);
    ends = consumer.endOffsets(partitions, ANSWER);
  }

  /// A topic that was made a moment ago may not be known to the broker that answers.
  private List<TopicPartition> partitions(String topic) {
    long until = System.nanoTime() + ANSWER.toNanos();
    while (System.nanoTime() < until) {
      List<PartitionInfo> found = consumer.partitionsFor(topic, ANSWER);
      if (!found.isEmpty()) {
        return found.stream().map(info -> new TopicPartition(topic, info.partition())).toList();
      }
    }
    throw new PlimsollException(ErrorCode.KAFKA_UNREACHABLE, "no broker knows " + topic);
  }

  /// The last message of each Kafka partition.
  List<PublishedBatch> last() throws Exception {
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions, ANSWER);
    Map<TopicPartition, Long> starts = new HashMap<>();
    ends.forEach(
        (partition, end) ->
            starts.put(partition, Math.max(begins.getOrDefault(partition, end), end - 1)));
    List<PublishedBatch> last = new ArrayList<>();
    read(starts, last::addAll);
    return last;
  }

  /// All messages from a moment on.
  ///
  /// @param from null for all there are
  void all(@Nullable Instant from, Taker taker) throws Exception {
    Map<TopicPartition, Long> starts = new HashMap<>(consumer.beginningOffsets(partitions, ANSWER));
    if (from != null) {
      Map<TopicPartition, Long> asked = new HashMap<>();
      partitions.forEach(partition -> asked.put(partition, from.toEpochMilli()));
      consumer
          .offsetsForTimes(asked, ANSWER)
          .forEach(
              (partition, found) ->
                  starts.put(
                      partition,
                      Optional.ofNullable(found)
                          .map(OffsetAndTimestamp::offset)
                          .orElse(ends.getOrDefault(partition, 0L))));
    }
    read(starts, taker);
  }

  private void read(Map<TopicPartition, Long> starts, Taker taker) throws Exception {
    starts.forEach(consumer::seek);
    long silentUntil = System.nanoTime() + ANSWER.toNanos();
    while (!isAtEnds()) {
      List<PublishedBatch> published = new ArrayList<>();
      for (ConsumerRecord<String, String> message : consumer.poll(POLL)) {
        silentUntil = System.nanoTime() + ANSWER.toNanos();
        read(message).ifPresent(published::add);
      }
      if (!published.isEmpty()) {
        taker.take(published);
      }
      if (System.nanoTime() > silentUntil) {
        throw new PlimsollException(
            ErrorCode.KAFKA_UNREACHABLE, "log.commits could not be read to its end");
      }
    }
  }

  private boolean isAtEnds() {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey(), ANSWER) >= end.getValue());
  }

  private Optional<PublishedBatch> read(ConsumerRecord<String, String> message) {
    Header time = message.headers().lastHeader(EventHeaders.TIME);
    if (time == null || !seal.isOn(message)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new PublishedBatch(
              CloudEvent.read(message, BatchCommitted.class),
              Instant.parse(new String(time.value(), StandardCharsets.UTF_8))));
    } catch (MalformedMessageException | DateTimeException e) {
      return Optional.empty();
    }
  }

  /// Waits for nothing: there is no group to leave, and the fetch that the client has sent ahead is
  /// answered after half a second.
  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }
}

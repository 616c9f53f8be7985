package dev.plimsoll.systemtests.sequencing;

import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.message.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/// `log.commits` from its beginning on. For one thread.
public final class CommitsTopic implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaConsumer<String, String> consumer;
  private final String logTopic;
  private final List<BatchCommitted> told = new ArrayList<>();
  private final Set<BatchId> ids = new HashSet<>();

  /// @param topic of Kafka, with its prefix
  /// @param logTopic whose batches are wanted
  public CommitsTopic(Map<String, Object> kafka, String topic, String logTopic) {
    this.logTopic = logTopic;
    this.consumer = new KafkaConsumer<>(kafka, new StringDeserializer(), new StringDeserializer());
    consumer.assign(
        consumer.partitionsFor(topic).stream()
            .map(p -> new TopicPartition(p.topic(), p.partition()))
            .toList());
    consumer.seekToBeginning(consumer.assignment());
  }

  /// Reads on for a moment.
  ///
  /// @return how many batches have been told so far, each counted once
  public int read() {
    for (ConsumerRecord<String, String> message : consumer.poll(POLL)) {
      BatchCommitted batch = Json.read(message.value(), BatchCommitted.class);
      if (batch.topic().equals(logTopic)) {
        told.add(batch);
        ids.add(BatchId.of(batch));
      }
    }
    return ids.size();
  }

  /// Whether all that Kafka has by now was read. What is counted may be told and lost since: then
  /// as many as were acknowledged come before those that are stored.
  boolean isAtEnd() {
    return consumer.endOffsets(consumer.assignment()).entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  /// What was read: in the order of Kafka as far as it keeps one, which is each partition's.
  public List<BatchCommitted> told() {
    return List.copyOf(told);
  }

  @Override
  public void close() {
    consumer.close();
  }
}

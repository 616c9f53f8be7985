package dev.plimsoll.systemtests.sequencing;

import dev.plimsoll.contracts.log.LogAudit;
import dev.plimsoll.contracts.message.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;

/// Where batches are on their way through the log, for whoever has to find out from the failure of
/// a test alone why they do not arrive.
final class LogBatchLocations {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);
  private static final int MOST_NAMED = 30;

  private final Map<String, Object> kafka;
  private final String prefix;
  private final List<String> lines = new ArrayList<>();

  private LogBatchLocations(Map<String, Object> kafka, String prefix) {
    this.kafka = kafka;
    this.prefix = prefix;
  }

  /// @param prefix of the topics of Kafka
  /// @return a line each
  static List<String> of(
      String logTopic,
      int partitions,
      Testimony testimony,
      LogOverHttp reading,
      Map<String, Object> kafka,
      String prefix)
      throws InterruptedException {
    LogBatchLocations whereabouts = new LogBatchLocations(kafka, prefix);
    try {
      Optional<LogAudit> audit = reading.audit(logTopic);
      whereabouts.add("log: " + audit.map(LogAudit::toString).orElse("does not answer"));
      whereabouts.addMissing(logTopic, partitions, testimony, reading);
      whereabouts.add("set aside: " + reading.quarantine());
    } catch (IllegalStateException e) {
      whereabouts.add("the log does not say: " + e);
    }
    try {
      whereabouts.addCommitted(prefix + "materializer");
      whereabouts.addEnds(Topic.LOG_EVENTS);
      whereabouts.addEnds(Topic.LOG_COMMITS);
      whereabouts.addLetters();
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      whereabouts.add("Kafka does not say: " + e);
    }
    return whereabouts.lines;
  }

  private void add(String line) {
    lines.add(line);
  }

  private void addMissing(String logTopic, int partitions, Testimony testimony, LogOverHttp reading)
      throws InterruptedException {
    Set<BatchId> missing = new HashSet<>(testimony.acknowledged());
    for (int partition = 0; partition < partitions; partition++) {
      reading.all(logTopic, partition).forEach(batch -> missing.remove(BatchId.of(batch)));
    }
    Set<String> named = new TreeSet<>();
    missing.forEach(batch -> named.add(batch.toString()));
    add("%d acknowledged without offsets".formatted(missing.size()));
    named.stream().limit(MOST_NAMED).forEach(this::add);
  }

  private void addCommitted(String group)
      throws ExecutionException, InterruptedException, TimeoutException {
    try (Admin admin = Admin.create(kafka)) {
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin
              .listConsumerGroupOffsets(group)
              .partitionsToOffsetAndMetadata()
              .get(ANSWER_WITHIN.toSeconds(), TimeUnit.SECONDS);
      committed.forEach((partition, offset) -> add(partition + " taken to " + offset.offset()));
      admin
          .describeConsumerGroups(List.of(group))
          .all()
          .get(ANSWER_WITHIN.toSeconds(), TimeUnit.SECONDS)
          .values()
          .forEach(described -> add(described.toString()));
    }
  }

  private void addEnds(Topic topic) {
    try (KafkaConsumer<String, String> consumer = consumer()) {
      consumer
          .endOffsets(partitions(consumer, topic), ANSWER_WITHIN)
          .forEach((partition, end) -> add(partition + " ends at " + end));
    }
  }

  /// Why batches were refused, the oldest of them.
  private void addLetters() {
    try (KafkaConsumer<String, String> consumer = consumer()) {
      List<TopicPartition> partitions = partitions(consumer, Topic.LOG_EVENTS_DLQ);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      int letters = 0;
      for (ConsumerRecord<String, String> letter : consumer.poll(ANSWER_WITHIN)) {
        if (letters++ < MOST_NAMED) {
          add("dead letter %s %s".formatted(letter.value(), headers(letter)));
        }
      }
      add(letters + " dead letters");
    }
  }

  private static String headers(ConsumerRecord<String, String> letter) {
    StringBuilder headers = new StringBuilder();
    for (Header header : letter.headers()) {
      headers
          .append(header.key())
          .append('=')
          .append(new String(header.value(), StandardCharsets.UTF_8))
          .append(' ');
    }
    return headers.toString();
  }

  private KafkaConsumer<String, String> consumer() {
    return new KafkaConsumer<>(kafka, new StringDeserializer(), new StringDeserializer());
  }

  private List<TopicPartition> partitions(KafkaConsumer<String, String> consumer, Topic topic) {
    return consumer.partitionsFor(topic.name(prefix), ANSWER_WITHIN).stream()
        .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
        .toList();
  }
}

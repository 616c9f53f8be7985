package dev.plimsoll.systemtests.sequencing;

import dev.plimsoll.contracts.log.LogAudit;
import dev.plimsoll.contracts.message.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/// Where batches are on their way through the log, for whoever has to find out from the test's
/// output alone why they do not arrive.
public final class LogWhereabouts {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);

  private LogWhereabouts() {}

  /// @param prefix of the topics of Kafka
  public static void print(String bootstrap, String prefix, String logTopic, LogOverHttp reading) {
    try {
      Optional<LogAudit> audit = reading.audit(logTopic);
      System.out.println("log: " + audit.map(LogAudit::toString).orElse("does not answer"));
      printLag(bootstrap, prefix + "materializer");
      printEnds(bootstrap, Topic.LOG_EVENTS.name(prefix));
      printEnds(bootstrap, Topic.LOG_EVENTS_DLQ.name(prefix));
      printEnds(bootstrap, Topic.LOG_COMMITS.name(prefix));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      System.out.println("Kafka does not say: " + e);
    }
  }

  private static void printLag(String bootstrap, String group)
      throws ExecutionException, InterruptedException, TimeoutException {
    try (Admin admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap))) {
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin
              .listConsumerGroupOffsets(group)
              .partitionsToOffsetAndMetadata()
              .get(ANSWER_WITHIN.toSeconds(), TimeUnit.SECONDS);
      System.out.println("group " + group + " has taken " + committed);
    }
  }

  private static void printEnds(String bootstrap, String topic) {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap),
            new StringDeserializer(),
            new StringDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      System.out.println(topic + " ends at " + consumer.endOffsets(partitions, ANSWER_WITHIN));
    }
  }
}

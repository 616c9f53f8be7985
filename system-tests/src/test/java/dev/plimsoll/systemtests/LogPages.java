package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.cli.api.MaterializerApi;
import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.ConsumerPosition;
import dev.plimsoll.contracts.log.LogPartition;
import dev.plimsoll.contracts.log.ObjectRange;
import dev.plimsoll.contracts.log.TopicRequest;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.systemtests.sequencing.Answer;
import dev.plimsoll.systemtests.sequencing.CommitsTopic;
import dev.plimsoll.systemtests.sequencing.SynchronousIngress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// The log as the pages about it presuppose it, and what has to hold of it after their commands.
final class LogPages {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final long A_WEEK = Duration.ofDays(7).toMillis();
  private static final long A_MILLION = 1_000_000;

  private final MaterializerApi log;
  private final SynchronousIngress ingress;
  private final Map<String, Object> kafka;

  /// @param kafka settings of clients
  LogPages(MaterializerApi log, SynchronousIngress ingress, Map<String, Object> kafka) {
    this.log = log;
    this.ingress = ingress;
    this.kafka = Map.copyOf(kafka);
  }

  void before(String page) throws InterruptedException {
    switch (page) {
      case "how-to/append-files-over-http.md" ->
          log.create(new TopicRequest("orders", 2, null, null, null));
      case "how-to/keep-the-log-small.md" -> {
        awaitOffsets("orders");
        long end = log.offset("orders", 0, "latest").offset();
        append("orders", 0, 0, A_MILLION - end);
        awaitPublished("orders");
      }
      case "how-to/read-the-log.md" -> {
        log.create(new TopicRequest("clicks", 16, null, A_WEEK, null));
        append("clicks", 3, 0, 1_000);
        append("clicks", 3, 1, 500);
      }
      default -> {}
    }
  }

  void after(String page) {
    switch (page) {
      case "how-to/keep-the-log-small.md" ->
          assertThat(log.offset("orders", 0, "earliest").offset()).isEqualTo(A_MILLION);
      case "how-to/read-the-log.md" ->
          assertThat(log.positions("loader"))
              .singleElement()
              .extracting(ConsumerPosition::lag)
              .isEqualTo(0L);
      default -> {}
    }
  }

  private void append(String topic, int partition, long sequence, long records)
      throws InterruptedException {
    ObjectRange object = new ObjectRange("events", "%s/%04d".formatted(topic, sequence), 0, 4_096);
    BatchAppended batch =
        new BatchAppended(topic, partition, "web-1", 0, sequence, object, records, Instant.now());
    assertThat(ingress.hand(List.of(batch))).hasOnlyElementsOfType(Answer.Given.class);
  }

  private void awaitOffsets(String topic) {
    await("everything has its offsets")
        .atMost(SOON)
        .until(
            () ->
                log.partitions(topic).stream()
                    .allMatch(partition -> partition.pendingBatches() == 0));
  }

  private void awaitPublished(String topic) {
    long batches = log.partitions(topic).stream().mapToLong(LogPartition::batches).sum();
    try (CommitsTopic commits =
        new CommitsTopic(kafka, Topic.LOG_COMMITS.name("plimsoll."), topic)) {
      await("log.commits has everything").atMost(SOON).until(() -> commits.read() >= batches);
    }
  }
}

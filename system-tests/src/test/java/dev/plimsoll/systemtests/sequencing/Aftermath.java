package dev.plimsoll.systemtests.sequencing;

import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.log.LogAudit;
import dev.plimsoll.contracts.message.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/// What a topic is like once all that was acknowledged has its offsets and was told.
///
/// @param stored the batches of each partition, from its first offset on
/// @param told in messages, of which those of one partition are in the order of Kafka
public record Aftermath(
    Map<Integer, List<BatchCommitted>> stored, List<BatchCommitted> told, LogAudit audit) {
  private static final Duration DONE_WITHIN = Duration.ofMinutes(2);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

  /// Waits for it. Nobody may write any more.
  ///
  /// @param prefix of the topics of Kafka
  /// @param testimony of those who wrote to this topic
  /// @throws AssertionError when something gets no offsets, or is not told; with what is missing,
  ///     and what is known of it
  public static Aftermath of(
      String topic,
      int partitions,
      Testimony testimony,
      LogOverHttp reading,
      Map<String, Object> kafka,
      String prefix)
      throws InterruptedException {
    try {
      return await(topic, partitions, testimony, reading, kafka, prefix);
    } catch (ConditionTimeoutException e) {
      // Whoever reads of it may have nothing else.
      throw new AssertionError(
          e.getMessage()
              + "\n"
              + String.join(
                  "\n", LogBatchLocations.of(topic, partitions, testimony, reading, kafka, prefix)),
          e);
    }
  }

  private static Aftermath await(
      String topic,
      int partitions,
      Testimony testimony,
      LogOverHttp reading,
      Map<String, Object> kafka,
      String prefix)
      throws InterruptedException {
    int acknowledged = testimony.countAcknowledged();
    LogAudit audit =
        Awaitility.await("all %d batches of %s have offsets".formatted(acknowledged, topic))
            .atMost(DONE_WITHIN)
            .pollInterval(BETWEEN_LOOKS)
            .until(
                () -> reading.audit(topic),
                found ->
                    found.isPresent()
                        && found.get().pendingBatches() == 0
                        && found.get().batches() >= acknowledged)
            .orElseThrow();
    try (CommitsTopic commits = new CommitsTopic(kafka, Topic.LOG_COMMITS.name(prefix), topic)) {
      Awaitility.await("all %d batches of %s are told".formatted(acknowledged, topic))
          .atMost(DONE_WITHIN)
          // A read waits by itself where there is nothing yet.
          .pollInterval(Duration.ofMillis(1))
          .until(() -> commits.read() >= acknowledged && commits.isAtEnd());
      Map<Integer, List<BatchCommitted>> stored = new TreeMap<>();
      for (int partition = 0; partition < partitions; partition++) {
        stored.put(partition, reading.all(topic, partition));
      }
      return new Aftermath(stored, commits.told(), audit);
    }
  }

  /// A line for each thing that is not as those were told who wrote it, or that the audit found;
  /// empty when all is as it has to be.
  public List<String> findings(Testimony testimony) {
    List<String> findings = new ArrayList<>(Oracle.findings(testimony, stored, told));
    if (!audit.clean() || audit.batches() != testimony.countAcknowledged()) {
      findings.add(
          "%d batches were acknowledged, the audit says %s"
              .formatted(testimony.countAcknowledged(), audit));
    }
    return findings;
  }
}

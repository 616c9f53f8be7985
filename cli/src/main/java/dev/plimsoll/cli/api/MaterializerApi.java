package dev.plimsoll.cli.api;

import static dev.plimsoll.cli.api.ApiClient.escape;

import dev.plimsoll.contracts.log.ConsumerLag;
import dev.plimsoll.contracts.log.ConsumerPosition;
import dev.plimsoll.contracts.log.LogAudit;
import dev.plimsoll.contracts.log.LogFetch;
import dev.plimsoll.contracts.log.LogFlow;
import dev.plimsoll.contracts.log.LogObjectAudit;
import dev.plimsoll.contracts.log.LogOffset;
import dev.plimsoll.contracts.log.LogPartition;
import dev.plimsoll.contracts.log.LogStart;
import dev.plimsoll.contracts.log.LogTopic;
import dev.plimsoll.contracts.log.QuarantinedBatches;
import dev.plimsoll.contracts.log.TopicPatch;
import dev.plimsoll.contracts.log.TopicRequest;
import java.time.Duration;
import java.util.List;

/// What the command line asks of the materializer.
public final class MaterializerApi {
  private final ApiClient client;

  public MaterializerApi(ApiClient client) {
    this.client = client;
  }

  /// Reads every batch of the topics that begin with this again and compares.
  public LogAudit audit(String topicPrefix) {
    return audit(topicPrefix, true);
  }

  /// @param full whether every batch is read; else those that no audit has read yet
  public LogAudit audit(String topicPrefix, boolean full) {
    return client.get(
        "/audit?topicPrefix=%s&full=%s".formatted(escape(topicPrefix), full), LogAudit.class);
  }

  /// Whether the objects are there to which batches refer: some of them.
  ///
  /// @param after where the answer before ended; 0 for the first
  public LogObjectAudit auditObjects(long after) {
    return client.get("/audit/objects?after=" + after, LogObjectAudit.class);
  }

  /// Batches that wait, and how long.
  public LogFlow flow() {
    return client.get("/flow", LogFlow.class);
  }

  /// Every topic, in the order of their names.
  public List<LogTopic> topics() {
    return client.pages("/topics", LogTopic.class, LogTopic::topic, "");
  }

  public LogTopic create(TopicRequest request) {
    return client.post("/topics", request, LogTopic.class);
  }

  public LogTopic change(String topic, TopicPatch patch) {
    return client.patch("/topics/" + escape(topic), patch, LogTopic.class);
  }

  public void delete(String topic) {
    client.delete("/topics/" + escape(topic));
  }

  /// One at least.
  public List<LogPartition> partitions(String topic) {
    return client.pages(
        "/topics/%s/partitions".formatted(escape(topic)),
        LogPartition.class,
        partition -> Integer.toString(partition.partition()),
        "-1");
  }

  /// @param at `earliest`, `latest` or an instant
  public LogOffset offset(String topic, int partition, String at) {
    return client.get(partition(topic, partition) + "/offsets?at=" + escape(at), LogOffset.class);
  }

  /// @param wait at the end of the log
  public LogFetch fetch(
      String topic, int partition, long offset, long maxRecords, long maxBytes, Duration wait) {
    return client
        .patient(wait.plus(ApiClient.ANSWER_WITHIN))
        .get(
            "%s/fetch?offset=%d&maxRecords=%d&maxBytes=%d&waitMillis=%d"
                .formatted(
                    partition(topic, partition), offset, maxRecords, maxBytes, wait.toMillis()),
            LogFetch.class);
  }

  /// Deletes the records of a partition before an offset, as far as whole segments go.
  public LogStart deleteBefore(String topic, int partition, long before) {
    return client.delete(
        "%s/records?before=%d".formatted(partition(topic, partition), before), LogStart.class);
  }

  private static String partition(String topic, int partition) {
    return "/topics/%s/partitions/%d".formatted(escape(topic), partition);
  }

  /// Every consumer, in the order of their names.
  public List<ConsumerLag> consumers() {
    return client.pages("/consumers", ConsumerLag.class, ConsumerLag::consumer, "");
  }

  /// What no run could place, in the order in which it was set aside.
  public List<QuarantinedBatches> quarantine() {
    return client.pages(
        "/quarantine", QuarantinedBatches.class, batches -> Long.toString(batches.id()), "0");
  }

  public void retryQuarantined(long id) {
    client.post("/quarantine/%d/retry".formatted(id), null);
  }

  public void dropQuarantined(long id) {
    client.delete("/quarantine/" + id);
  }

  public List<ConsumerPosition> positions(String consumer) {
    return client.list(
        "/consumers/%s/positions".formatted(escape(consumer)), ConsumerPosition.class);
  }
}

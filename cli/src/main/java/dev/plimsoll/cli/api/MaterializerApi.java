package dev.plimsoll.cli.api;

import static dev.plimsoll.cli.api.ApiClient.escape;
import static dev.plimsoll.cli.api.ApiClient.segment;

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
import org.jspecify.annotations.Nullable;

/// Client of the materializer's API.
public final class MaterializerApi {
  private final ApiClient client;

  public MaterializerApi(ApiClient client) {
    this.client = client;
  }

  /// Audit of every batch of the topics with this prefix.
  public LogAudit audit(String topicPrefix) {
    return audit(topicPrefix, true);
  }

  /// @param full false for batches that no audit has read yet
  public LogAudit audit(String topicPrefix, boolean full) {
    return client.get(
        "/audit?topicPrefix=%s&full=%s".formatted(escape(topicPrefix), full), LogAudit.class);
  }

  /// Audit of some objects that batches refer to, after `next` of the previous answer, at first 0.
  public LogObjectAudit auditObjects(long after) {
    return client.get("/audit/objects?after=" + after, LogObjectAudit.class);
  }

  public LogFlow flow() {
    return client.get("/flow", LogFlow.class);
  }

  /// All topics by name.
  public List<LogTopic> topics() {
    return client.pages("/topics", LogTopic.class, LogTopic::topic);
  }

  public LogTopic create(TopicRequest request) {
    return client.post("/topics", request, LogTopic.class);
  }

  public LogTopic change(String topic, TopicPatch patch) {
    return client.patch("/topics/" + segment(topic), patch, LogTopic.class);
  }

  public void delete(String topic) {
    client.delete("/topics/" + segment(topic));
  }

  /// One or more partitions.
  public List<LogPartition> partitions(String topic) {
    return client.pages(
        "/topics/%s/partitions".formatted(segment(topic)),
        LogPartition.class,
        LogPartition::partition);
  }

  public LogOffset offset(String topic, int partition, String at) {
    return client.get(partition(topic, partition) + "/offsets?at=" + escape(at), LogOffset.class);
  }

  /// @param wait for records at the end of the log
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

  /// Deletes the records before an offset, in whole segments.
  public LogStart deleteBefore(String topic, int partition, long before) {
    return client.delete(
        "%s/records?before=%d".formatted(partition(topic, partition), before), LogStart.class);
  }

  private static String partition(String topic, int partition) {
    return "/topics/%s/partitions/%d".formatted(segment(topic), partition);
  }

  /// All consumers by name.
  public List<ConsumerLag> consumers() {
    return client.pages("/consumers", ConsumerLag.class, ConsumerLag::consumer);
  }

  /// Quarantined batches, the oldest first.
  ///
  /// @param code of the error; null for any
  public List<QuarantinedBatches> quarantine(@Nullable String code) {
    return client.pages(
        ApiClient.filtered("/quarantine", "code", code),
        QuarantinedBatches.class,
        QuarantinedBatches::id);
  }

  public void retryQuarantined(long id) {
    client.post("/quarantine/%d/retry".formatted(id), null);
  }

  public void dropQuarantined(long id) {
    client.delete("/quarantine/" + id);
  }

  public List<ConsumerPosition> positions(String consumer) {
    return client.list(
        "/consumers/%s/positions".formatted(segment(consumer)), ConsumerPosition.class);
  }
}

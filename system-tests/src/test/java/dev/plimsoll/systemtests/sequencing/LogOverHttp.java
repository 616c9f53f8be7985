package dev.plimsoll.systemtests.sequencing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.log.LogAudit;
import dev.plimsoll.contracts.log.LogBatches;
import dev.plimsoll.contracts.log.LogPartition;
import dev.plimsoll.contracts.message.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The log as its services show it, any of which may be away or frozen: a question without an
/// answer goes to the next one when it is asked again. For one thread.
public final class LogOverHttp {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(3);
  private static final Duration AUDIT_WITHIN = Duration.ofSeconds(30);
  private static final int ATTEMPTS = 10;
  private static final int MOST_BATCHES = 5_000;

  private final HttpClient http;
  private final List<URI> pods;
  private final String token;
  private int next;

  /// @param pods bases of the services' APIs
  public LogOverHttp(HttpClient http, List<URI> pods, String token) {
    this.http = http;
    this.pods = List.copyOf(pods);
    this.token = token;
  }

  /// @return empty where nobody answers, or the topic has no such partition yet
  public Optional<LogBatches> batches(String topic, int partition, long offset, int limit)
      throws InterruptedException {
    return ask(
        "/topics/%s/partitions/%d/batches?offset=%d&limit=%d"
            .formatted(topic, partition, offset, limit),
        LogBatches.class,
        ANSWER_WITHIN);
  }

  /// @return empty where nobody answers, or there is no such topic
  public Optional<List<LogPartition>> partitions(String topic) throws InterruptedException {
    return ask("/topics/" + topic + "/partitions", LogPartition[].class, ANSWER_WITHIN)
        .map(List::of);
  }

  /// @return 0 where nobody answers, or there is no such topic
  public int countPartitions(String topic) throws InterruptedException {
    return partitions(topic).map(List::size).orElse(0);
  }

  /// @return empty where nobody answers
  public Optional<LogAudit> audit(String topicPrefix) throws InterruptedException {
    return ask("/audit?topicPrefix=" + topicPrefix, LogAudit.class, AUDIT_WITHIN);
  }

  /// What is set aside, as it is answered; empty where nobody answers.
  Optional<JsonNode> quarantine() throws InterruptedException {
    return ask("/quarantine", JsonNode.class, ANSWER_WITHIN);
  }

  /// Every batch of a partition that is quiet, page by page.
  ///
  /// @throws IllegalStateException when nobody answers, however often asked
  public List<BatchCommitted> all(String topic, int partition) throws InterruptedException {
    List<BatchCommitted> all = new ArrayList<>();
    long offset = 0;
    while (true) {
      LogBatches page = page(topic, partition, offset);
      if (page.batches().isEmpty()) {
        return all;
      }
      all.addAll(page.batches());
      offset = page.nextOffset();
    }
  }

  private LogBatches page(String topic, int partition, long offset) throws InterruptedException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<LogBatches> page = batches(topic, partition, offset, MOST_BATCHES);
      if (page.isPresent()) {
        return page.get();
      }
    }
    throw new IllegalStateException("no answer from any of " + pods);
  }

  private <T> Optional<T> ask(String path, Class<T> type, Duration within)
      throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(pods.get(next).resolve("/api/v1" + path))
            .timeout(within)
            .header("Authorization", "Bearer " + token)
            .build();
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      if (response.statusCode() == 200) {
        return Optional.of(Json.read(response.body(), type));
      }
      // Without its database it answers 500 and more; before the first batch there is no topic.
      if (response.statusCode() < 500 && response.statusCode() != 404) {
        throw new IllegalStateException(request + " was answered " + response.body());
      }
    } catch (IOException e) {
      // It is away or frozen.
    }
    next = (next + 1) % pods.size();
    return Optional.empty();
  }
}

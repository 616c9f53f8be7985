package dev.plimsoll.cli.api;

import static dev.plimsoll.cli.api.ApiClient.escape;

import dev.plimsoll.contracts.log.LogAudit;

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
}

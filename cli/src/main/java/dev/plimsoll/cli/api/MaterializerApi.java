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
    return client.get("/audit?topicPrefix=" + escape(topicPrefix), LogAudit.class);
  }
}

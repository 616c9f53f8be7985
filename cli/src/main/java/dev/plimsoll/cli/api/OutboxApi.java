package dev.plimsoll.cli.api;

import dev.plimsoll.contracts.message.SetAsideMessage;
import java.util.List;

/// What the command line asks of the outbox of a service: planner and sync have the same.
public final class OutboxApi {
  private final ApiClient client;

  public OutboxApi(ApiClient client) {
    this.client = client;
  }

  /// What Kafka never takes as it is, in the order in which it was caused.
  public List<SetAsideMessage> setAside() {
    return client.pages(
        "/outbox", SetAsideMessage.class, message -> Long.toString(message.id()), "0");
  }

  public void retry(long id) {
    client.post("/outbox/%d/retry".formatted(id), null);
  }

  public void drop(long id) {
    client.delete("/outbox/" + id);
  }
}

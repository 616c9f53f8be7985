package dev.plimsoll.cli.api;

import dev.plimsoll.contracts.message.SetAsideMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Client of the outbox API, which planner and sync share.
public final class OutboxApi {
  private final ApiClient client;

  public OutboxApi(ApiClient client) {
    this.client = client;
  }

  /// Messages that Kafka refuses, the oldest first.
  ///
  /// @param topic null for any
  public List<SetAsideMessage> setAside(@Nullable String topic) {
    return client.pages(
        ApiClient.filtered("/outbox", "topic", topic), SetAsideMessage.class, SetAsideMessage::id);
  }

  public void retry(long id) {
    client.post("/outbox/%d/retry".formatted(id), null);
  }

  public void drop(long id) {
    client.delete("/outbox/" + id);
  }
}

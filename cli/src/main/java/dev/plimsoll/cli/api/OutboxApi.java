package dev.plimsoll.cli.api;

import dev.plimsoll.contracts.message.SetAsideMessage;
import java.util.ArrayList;
import java.util.List;

/// What the command line asks of the outbox of a service: planner and sync have the same.
public final class OutboxApi {
  private static final int PAGE = 1_000;

  private final ApiClient client;

  public OutboxApi(ApiClient client) {
    this.client = client;
  }

  /// What Kafka never takes as it is, in the order in which it was caused.
  public List<SetAsideMessage> setAside() {
    List<SetAsideMessage> all = new ArrayList<>();
    while (true) {
      long after = all.isEmpty() ? 0 : all.getLast().id();
      List<SetAsideMessage> page =
          client.list("/outbox?after=%d&limit=%d".formatted(after, PAGE), SetAsideMessage.class);
      all.addAll(page);
      if (page.size() < PAGE) {
        return all;
      }
    }
  }

  public void retry(long id) {
    client.post("/outbox/%d/retry".formatted(id));
  }

  public void drop(long id) {
    client.delete("/outbox/" + id);
  }
}

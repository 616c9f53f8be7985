package dev.plimsoll.cli.outbox;

import dev.plimsoll.contracts.message.SetAsideMessage;
import java.time.Instant;
import java.util.UUID;

/// What planner and sync answer of their outboxes.
public final class OutboxViews {
  public static final String LIST = "GET /outbox";

  private OutboxViews() {}

  public static SetAsideMessage message(long id) {
    return new SetAsideMessage(
        id,
        Instant.parse("2026-01-31T12:00:05Z"),
        Instant.parse("2026-01-31T12:00:00Z"),
        "build.commands.large",
        "shop",
        new UUID(0, id),
        "plimsoll.build-command.v1",
        1_500_000,
        "RecordTooLargeException: 1500000 bytes");
  }
}

package dev.plimsoll.cli;

import dev.plimsoll.cli.VerbWalkTest.Case;
import dev.plimsoll.cli.outbox.OutboxViews;
import dev.plimsoll.contracts.problem.ErrorCode;
import java.util.List;
import java.util.Map;

/// The walk of the verb that asks planner and sync what is set aside.
final class OutboxCases {
  private OutboxCases() {}

  static List<Case> all() {
    List<Object> one = List.of(OutboxViews.message(7));
    String list = OutboxViews.LIST;
    String retry = "outbox retry 7 --service sync";
    String drop = "outbox remove 7 --service planner --yes";
    String retried = "POST /outbox/7/retry";
    String dropped = "DELETE /outbox/7";
    return List.of(
        ok("outbox list", list, one, 7, "planner  7  2026-01-31T12:00:05Z  build.commands.large"),
        ok("outbox list", list, one, 7, "sync  7  2026-01-31T12:00:05Z  build.commands.large"),
        ok(
            "outbox list --topic build.commands.large",
            list + "?topic=build.commands.large",
            one,
            7,
            "planner  7"),
        ok("outbox list --service sync", list, one, 7, "RecordTooLargeException: 1500000 bytes"),
        new Case(
            "empty", "outbox list", api -> api.on(list, List.of()), 0, "Nothing is set aside."),
        refused("outbox list", list, ErrorCode.UNAUTHENTICATED, 4),
        ok(retry, retried, Map.of(), 0, "7 of sync is retried"),
        refused(retry, retried, ErrorCode.NOT_FOUND, 3),
        ok(drop, dropped, Map.of(), 0, "7 of planner is removed"),
        refused(drop, dropped, ErrorCode.NOT_FOUND, 3));
  }

  private static Case ok(String arguments, String call, Object answer, int exitCode, String says) {
    return new Case("ok", arguments, api -> api.on(call, answer), exitCode, says);
  }

  private static Case refused(String arguments, String call, ErrorCode code, int exitCode) {
    return new Case(
        "error",
        arguments,
        api -> api.refuse(call, code, "because of this"),
        exitCode,
        "because of this");
  }
}

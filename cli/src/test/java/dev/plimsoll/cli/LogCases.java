package dev.plimsoll.cli;

import dev.plimsoll.cli.VerbWalkTest.Case;
import dev.plimsoll.contracts.log.LogAudit;
import dev.plimsoll.contracts.log.LogAudit.AuditFinding;
import dev.plimsoll.contracts.log.LogAudit.PartitionAudit;
import dev.plimsoll.contracts.problem.ErrorCode;
import java.util.List;

/// The walk of every verb that asks the materializer.
final class LogCases {
  private static final String AUDIT = "GET /audit?topicPrefix=&full=";

  private LogCases() {}

  static List<Case> all() {
    return List.of(
        ok("log audit", AUDIT + "false", audit(false), 0, "only what is new was read"),
        ok("log audit", AUDIT + "false", audit(false), 0, "orders           2       70    1,500"),
        ok("log audit --full", AUDIT + "true", audit(true), 0, "Nothing is wrong: everything"),
        ok(
            "log audit --full",
            AUDIT + "true",
            audit(true, new AuditFinding("gap", "orders", 1, 17, "this", "that")),
            7,
            "gap orders/1 at 17: expected this; found that"),
        ok(
            "log audit --full --topic ord",
            "GET /audit?topicPrefix=ord&full=true",
            audit(true, new AuditFinding("references", "", 0, 0, "2", "3")),
            7,
            "references: expected 2; found 3"),
        new Case(
            "empty",
            "log audit",
            api ->
                api.on(
                    AUDIT + "false",
                    new LogAudit(0, 0, 0, 0, 0, 0, List.of(), false, 0, List.of())),
            0,
            "There are no such log topics."),
        new Case(
            "error",
            "log audit",
            api -> api.refuse(AUDIT + "false", ErrorCode.UNAUTHENTICATED, "because of this"),
            4,
            "because of this"));
  }

  private static Case ok(String arguments, String call, Object answer, int exitCode, String says) {
    return new Case("ok", arguments, api -> api.on(call, answer), exitCode, says);
  }

  private static LogAudit audit(boolean full, AuditFinding... findings) {
    return new LogAudit(
        2,
        70,
        1_500,
        0,
        0,
        3,
        List.of(
            new PartitionAudit("orders", 0, 1_000, 50, 1_000, 0, 0, 900),
            new PartitionAudit("orders", 1, 500, 20, 500, 0, 0, 500)),
        full,
        findings.length,
        List.of(findings));
  }
}

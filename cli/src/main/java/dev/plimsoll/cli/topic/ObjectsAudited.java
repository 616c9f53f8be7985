package dev.plimsoll.cli.topic;

import dev.plimsoll.cli.api.MaterializerApi;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.contracts.log.LogAudit.AuditFinding;
import dev.plimsoll.contracts.log.LogObjectAudit;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The audit of objects, answer by answer: it says now and then how far it is, and where to go on
/// when it breaks off.
final class ObjectsAudited {
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);
  private static final int MOST_FINDINGS = 500;

  private final MaterializerApi materializer;
  private final Terminal terminal;
  private final List<AuditFinding> findings = new ArrayList<>();
  private long found;
  private long lookedAt;
  private long saidAt = System.nanoTime();

  ObjectsAudited(MaterializerApi materializer, Terminal terminal) {
    this.materializer = materializer;
    this.terminal = terminal;
  }

  /// @return the answers, as one
  LogObjectAudit from(long after) {
    long next = after;
    while (true) {
      LogObjectAudit answer = ask(next);
      next = answer.next();
      lookedAt += answer.lookedAt();
      found += answer.findingCount();
      answer.findings().stream().limit(MOST_FINDINGS - findings.size()).forEach(findings::add);
      if (answer.ended()) {
        return new LogObjectAudit(answer.files(), lookedAt, next, true, found, findings);
      }
      say(answer.files(), next);
    }
  }

  private LogObjectAudit ask(long after) {
    try {
      return materializer.auditObjects(after);
    } catch (PlimsollException e) {
      if (lookedAt == 0) {
        throw e;
      }
      throw new PlimsollException(
          e.code(),
          "%s (%s objects looked at, %s findings; --after %d goes on from here)"
              .formatted(e.getMessage(), Amounts.count(lookedAt), Amounts.count(found), after),
          e);
    }
  }

  private void say(long files, long next) {
    long now = System.nanoTime();
    if (now - saidAt >= BETWEEN_LINES.toNanos()) {
      saidAt = now;
      terminal.say(
          "%s%s objects looked at, %s findings; --after %d goes on from here"
              .formatted(
                  Amounts.count(lookedAt),
                  files > 0 ? " of about " + Amounts.count(files) : "",
                  Amounts.count(found),
                  next));
    }
  }
}

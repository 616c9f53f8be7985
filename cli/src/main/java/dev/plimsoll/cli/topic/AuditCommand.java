package dev.plimsoll.cli.topic;

import dev.plimsoll.cli.api.MaterializerApi;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.cli.text.RowTable;
import dev.plimsoll.contracts.log.LogAudit;
import dev.plimsoll.contracts.log.LogAudit.AuditFinding;
import dev.plimsoll.contracts.log.LogAudit.CountedFindings;
import dev.plimsoll.contracts.log.LogAudit.PartitionAudit;
import dev.plimsoll.contracts.log.LogObjectAudit;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "audit",
    description = {
      "Read the log again and tell what is wrong: offsets that are missing or given twice, batches",
      "whose objects are unknown, counters that disagree. Changes nothing. Exit 7 with findings."
    },
    footer = {
      "",
      "Examples:",
      "  ./plimsoll topic audit --full",
      "  ./plimsoll topic audit --topic orders."
    })
final class AuditCommand extends MaterializerApiCommand {
  @Option(
      names = "--topic",
      paramLabel = "PREFIX",
      description = "Only log topics whose names begin so.")
  private String topic = "";

  @Option(
      names = "--full",
      description = {
        "Read everything that is there, in one snapshot. Without it, what the audits in the",
        "background have not read yet."
      })
  private boolean full;

  @Option(
      names = "--objects",
      description = {
        "Look in object storage for the objects that batches refer to instead: a request for",
        "each. It says how far it is, and goes on there with --after."
      })
  private boolean objects;

  @Option(
      names = "--after",
      paramLabel = "NUMBER",
      description = "With --objects: where to go on, as one that was broken off has said.")
  private long after;

  @Override
  protected int run(MaterializerApi materializer) {
    if (objects) {
      if (full || !topic.isEmpty()) {
        throw PlimsollException.usage("--objects is of all log topics, and does without --full");
      }
      return runObjects(materializer);
    }
    LogAudit audit = materializer.audit(topic, full);
    show(audit, () -> lines(audit));
    String suffix = topic.isEmpty() ? "" : " --topic " + topic;
    if (!audit.full()) {
      next("topic audit --full" + suffix);
    } else if (audit.clean()) {
      next("status");
    } else {
      next("logs materializer");
    }
    return audit.clean() ? ExitCode.OK : ExitCode.FINDINGS;
  }

  private int runObjects(MaterializerApi materializer) {
    LogObjectAudit all = new ObjectsAudited(materializer, terminal()).from(after);
    show(all, () -> lines(all));
    next(all.findings().count() == 0 ? "status" : "logs materializer");
    return all.findings().count() == 0 ? ExitCode.OK : ExitCode.FINDINGS;
  }

  /// Audit of all objects by many calls, with progress lines and the place to resume after a
  /// failure.
  static final class ObjectsAudited {
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

    LogObjectAudit from(long after) {
      long next = after;
      while (true) {
        LogObjectAudit answer = ask(next);
        next = answer.next();
        lookedAt += answer.lookedAt();
        found += answer.findings().count();
        answer.findings().first().stream()
            .limit(MOST_FINDINGS - findings.size())
            .forEach(findings::add);
        if (answer.ended()) {
          return new LogObjectAudit(
              answer.files(), lookedAt, next, true, new CountedFindings(found, findings));
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
            "%s (%s objects looked at, %s; --after %d goes on from here)"
                .formatted(
                    e.getMessage(),
                    Amounts.count(lookedAt),
                    Amounts.count(found, "finding"),
                    after),
            e);
      }
    }

    private void say(long files, long next) {
      long now = System.nanoTime();
      if (now - saidAt >= BETWEEN_LINES.toNanos()) {
        saidAt = now;
        terminal.say(
            "%s%s objects looked at, %s; --after %d goes on from here"
                .formatted(
                    Amounts.count(lookedAt),
                    files > 0 ? " of about " + Amounts.count(files) : "",
                    Amounts.count(found, "finding"),
                    next));
      }
    }
  }

  static List<String> lines(LogAudit audit) {
    List<String> lines = new ArrayList<>();
    if (audit.details().isEmpty()) {
      lines.add("There are no such log topics.");
    } else {
      lines.addAll(table(audit));
    }
    audit.findings().first().forEach(finding -> lines.add(text(finding)));
    lines.add(summary(audit));
    return lines;
  }

  static List<String> lines(LogObjectAudit audit) {
    List<String> lines = new ArrayList<>();
    audit.findings().first().forEach(finding -> lines.add(text(finding)));
    lines.add(
        "%s: %s objects were looked at."
            .formatted(found(audit.findings().count()), Amounts.count(audit.lookedAt())));
    return lines;
  }

  private static String found(long findings) {
    return findings == 0 ? "Nothing is wrong" : Amounts.count(findings, "finding");
  }

  private static List<String> table(LogAudit audit) {
    Map<String, List<PartitionAudit>> topics =
        audit.details().stream()
            .collect(
                Collectors.groupingBy(PartitionAudit::topic, TreeMap::new, Collectors.toList()));
    return new RowTable<Map.Entry<String, List<PartitionAudit>>>()
        .left("TOPIC", Map.Entry::getKey)
        .count("PARTITIONS", topic -> topic.getValue().size())
        .count("BATCHES", topic -> sum(topic, PartitionAudit::batches))
        .count("RECORDS", topic -> sum(topic, PartitionAudit::records))
        .count(
            "READ NOW", topic -> sum(topic, one -> Math.max(0, one.nextOffset() - one.readFrom())))
        .count("GAPS", topic -> sum(topic, PartitionAudit::gaps))
        .count("OVERLAPS", topic -> sum(topic, PartitionAudit::overlaps))
        .lines(topics.entrySet(), Integer.MAX_VALUE);
  }

  private static long sum(
      Map.Entry<String, List<PartitionAudit>> topic, ToLongFunction<PartitionAudit> of) {
    return topic.getValue().stream().mapToLong(of).sum();
  }

  private static String text(AuditFinding finding) {
    String where =
        finding.topic().isEmpty()
            ? ""
            : " %s/%d at %d".formatted(finding.topic(), finding.partition(), finding.offset());
    return Printable.line(
        "%s%s: expected %s; found %s"
            .formatted(finding.kind(), where, finding.expected(), finding.found()));
  }

  private static String summary(LogAudit audit) {
    String read =
        audit.full()
            ? "everything that is there was read"
            : "only what is new was read; --full reads all";
    String waiting =
        audit.pendingBatches() == 0
            ? ""
            : ", %s wait for offsets".formatted(Amounts.count(audit.pendingBatches()));
    String found =
        audit.clean() ? "Nothing is wrong" : Amounts.count(audit.findings().count(), "finding");
    return "%s: %s%s.".formatted(found, read, waiting);
  }
}

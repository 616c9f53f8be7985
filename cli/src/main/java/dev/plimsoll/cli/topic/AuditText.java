package dev.plimsoll.cli.topic;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.cli.text.TextTable;
import dev.plimsoll.contracts.log.LogAudit;
import dev.plimsoll.contracts.log.LogAudit.AuditFinding;
import dev.plimsoll.contracts.log.LogAudit.PartitionAudit;
import dev.plimsoll.contracts.log.LogObjectAudit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// An audit for people: a line a topic, then what is wrong.
final class AuditText {
  private AuditText() {}

  private record Topic(
      int partitions, long batches, long records, long read, long gaps, long overlaps) {
    static Topic of(PartitionAudit one) {
      return new Topic(
          1,
          one.batches(),
          one.records(),
          Math.max(0, one.nextOffset() - one.readFrom()),
          one.gaps(),
          one.overlaps());
    }

    Topic plus(Topic other) {
      return new Topic(
          partitions + other.partitions,
          batches + other.batches,
          records + other.records,
          read + other.read,
          gaps + other.gaps,
          overlaps + other.overlaps);
    }
  }

  static List<String> lines(LogAudit audit) {
    List<String> lines = new ArrayList<>();
    if (audit.details().isEmpty()) {
      lines.add("There are no such log topics.");
    } else {
      lines.addAll(table(audit).lines(Integer.MAX_VALUE));
    }
    for (AuditFinding finding : audit.findings()) {
      lines.add(Printable.line(text(finding)));
    }
    lines.add(summary(audit));
    return lines;
  }

  static List<String> lines(LogObjectAudit audit) {
    List<String> lines = new ArrayList<>();
    audit.findings().forEach(finding -> lines.add(Printable.line(text(finding))));
    lines.add(
        "%s: %s objects were looked at."
            .formatted(found(audit.findingCount()), Amounts.count(audit.lookedAt())));
    return lines;
  }

  private static String found(long findings) {
    return findings == 0 ? "Nothing is wrong" : Amounts.count(findings) + " findings";
  }

  private static TextTable table(LogAudit audit) {
    Map<String, Topic> topics = new TreeMap<>();
    audit.details().forEach(one -> topics.merge(one.topic(), Topic.of(one), Topic::plus));
    TextTable table =
        new TextTable()
            .left("TOPIC")
            .right("PARTITIONS", "BATCHES", "RECORDS", "READ NOW", "GAPS", "OVERLAPS");
    topics.forEach(
        (name, topic) ->
            table.row(
                name,
                Amounts.count(topic.partitions()),
                Amounts.count(topic.batches()),
                Amounts.count(topic.records()),
                Amounts.count(topic.read()),
                Amounts.count(topic.gaps()),
                Amounts.count(topic.overlaps())));
    return table;
  }

  private static String text(AuditFinding finding) {
    String where =
        finding.topic().isEmpty()
            ? ""
            : " %s/%d at %d".formatted(finding.topic(), finding.partition(), finding.offset());
    return "%s%s: expected %s; found %s"
        .formatted(finding.kind(), where, finding.expected(), finding.found());
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
        audit.clean() ? "Nothing is wrong" : Amounts.count(audit.findingCount()) + " findings";
    return "%s: %s%s.".formatted(found, read, waiting);
  }
}

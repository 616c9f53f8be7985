package dev.plimsoll.cli.advise;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.cli.text.Words;
import dev.plimsoll.contracts.advice.FindingView;
import dev.plimsoll.contracts.advice.HealthAdvice.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// A finding as text.
final class FindingLines {
  private static final String INDENT = "   ";

  private FindingLines() {}

  /// One that is kept, and what became of it.
  static List<String> of(FindingView one) {
    List<String> lines = new ArrayList<>();
    lines.add(
        Printable.line(
            "%s %s of %s, %s"
                .formatted(
                    one.finding().code(),
                    one.finding().subject(),
                    one.database(),
                    Words.state(one.rawState()))));
    lines.add(
        "found %s, last %s".formatted(Amounts.moment(one.foundAt()), Amounts.moment(one.seenAt())));
    if (one.dismissedBy() != null && one.dismissedAt() != null) {
      String worse = one.worse();
      lines.add(
          Printable.line(
              "%s by %s, %s%s"
                  .formatted(
                      worse == null ? "dismissed" : "was dismissed",
                      one.dismissedBy(),
                      Amounts.moment(one.dismissedAt()),
                      worse == null ? "" : "; worse since: " + worse)));
    }
    // Who has dismissed it is said above.
    add(one.finding().known(one.id(), null), lines);
    return lines;
  }

  /// What is found, why, what it costs to mend, and how.
  static void add(Finding finding, List<String> lines) {
    lines.add("");
    UUID id = finding.id();
    lines.add(
        Printable.line(
            "%d  %s  %s%s%s"
                .formatted(
                    finding.priority(),
                    finding.code(),
                    finding.subject(),
                    finding.gainBytes() > 0 ? "  frees " + Amounts.bytes(finding.gainBytes()) : "",
                    id == null ? "" : "  (" + Ids.shortId(id) + ")")));
    if (finding.dismissedBy() != null) {
      lines.add(INDENT + Printable.line("Dismissed by " + finding.dismissedBy()));
    }
    lines.add(INDENT + Printable.line(finding.rationale()));
    if (!finding.cost().isEmpty()) {
      lines.add(INDENT + "Cost: " + Printable.line(finding.cost()));
    }
    finding.sql().forEach(statement -> lines.add(INDENT + Printable.line(statement) + ";"));
  }
}

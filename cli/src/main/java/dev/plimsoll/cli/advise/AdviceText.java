package dev.plimsoll.cli.advise;

import dev.plimsoll.cli.advise.OwnAdvice.Answer;
import dev.plimsoll.cli.advise.OwnAdvice.Finding;
import dev.plimsoll.cli.advise.OwnAdvice.Withheld;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Printable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Advice as text, and as a script.
final class AdviceText {
  private static final String INDENT = "   ";

  private AdviceText() {}

  static List<String> lines(Answer answer) {
    List<String> lines = new ArrayList<>();
    lines.add(
        Printable.line(
            "%s, PostgreSQL %s: %s, %s; reads counted for %s"
                .formatted(
                    answer.database(),
                    answer.server(),
                    Amounts.count(answer.tables(), "table"),
                    indexes(answer.indexes()),
                    Amounts.duration(Duration.between(answer.countedSince(), answer.asOf())))));
    for (Finding finding : answer.findings()) {
      lines.add("");
      lines.add(
          Printable.line(
              "%d  %s  %s%s"
                  .formatted(
                      finding.priority(),
                      finding.code(),
                      finding.subject(),
                      finding.gainBytes() > 0
                          ? "  frees " + Amounts.bytes(finding.gainBytes())
                          : "")));
      lines.add(INDENT + Printable.line(finding.rationale()));
      if (!finding.cost().isEmpty()) {
        lines.add(INDENT + "Cost: " + Printable.line(finding.cost()));
      }
      finding.sql().forEach(statement -> lines.add(INDENT + Printable.line(statement) + ";"));
    }
    if (answer.findings().isEmpty()) {
      lines.add("nothing to drop and nothing to mend was found");
    }
    if (!answer.withheld().isEmpty()) {
      lines.add("");
      lines.add("withheld, since it is not known:");
      answer.withheld().forEach(withheld -> lines.add(INDENT + line(withheld)));
    }
    return lines;
  }

  private static String indexes(int count) {
    return count == 1 ? "1 index" : Amounts.count(count) + " indexes";
  }

  private static String line(Withheld withheld) {
    String some = String.join(", ", withheld.subjects());
    return Printable.line(
        "%s of %s%s: %s"
            .formatted(
                withheld.code(),
                some,
                withheld.count() > withheld.subjects().size()
                    ? " and %s more"
                        .formatted(Amounts.count(withheld.count() - withheld.subjects().size()))
                    : "",
                withheld.why()));
  }

  /// The statements, the most urgent first, with what they are for; to be read and run one by one.
  static List<String> script(Answer answer) {
    List<String> lines = new ArrayList<>();
    for (Finding finding : answer.findings()) {
      if (!lines.isEmpty()) {
        lines.add("");
      }
      lines.add(
          "-- "
              + Printable.line(
                  "priority %d, %s of %s: %s"
                      .formatted(
                          finding.priority(),
                          finding.code(),
                          finding.subject(),
                          finding.rationale())));
      if (finding.sql().isEmpty()) {
        lines.add("-- a person has to decide");
      }
      finding.sql().forEach(statement -> lines.add(Printable.line(statement) + ";"));
      if (!finding.undo().isEmpty()) {
        lines.add("-- undo: " + Printable.line(finding.undo()) + ";");
      }
    }
    return lines;
  }
}

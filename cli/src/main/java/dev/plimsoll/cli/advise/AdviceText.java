package dev.plimsoll.cli.advise;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.contracts.advice.AnalysisResult;
import dev.plimsoll.contracts.advice.HealthAdvice;
import dev.plimsoll.contracts.advice.HealthAdvice.Finding;
import dev.plimsoll.contracts.advice.HealthAdvice.Withheld;
import dev.plimsoll.contracts.advice.IndexAdvice;
import dev.plimsoll.contracts.problem.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Advice as text, and as a script.
final class AdviceText {
  private static final String INDENT = "   ";
  private static final int URGENT = 2;

  private AdviceText() {}

  /// Whether something has priority 1 or 2.
  static boolean isUrgent(AnalysisResult result) {
    IndexAdvice advice = result.advice();
    return result.health().findings().stream().anyMatch(one -> one.priority() <= URGENT)
        || advice != null && advice.indexes().stream().anyMatch(one -> one.priority() <= URGENT);
  }

  static List<String> lines(String database, AnalysisResult result, int width) {
    HealthAdvice health = result.health();
    List<String> lines = new ArrayList<>();
    lines.add(
        Printable.line(
            "%s, PostgreSQL %s: %s, %s; reads counted for %s"
                .formatted(
                    database,
                    result.server(),
                    Amounts.count(health.tables(), "table"),
                    indexes(health.indexes()),
                    Amounts.duration(Duration.between(health.countedSince(), health.asOf())))));
    IndexAdvice advice = result.advice();
    if (advice != null) {
      lines.add("");
      lines.addAll(IndexAdviceText.lines(advice, width));
    }
    for (Finding finding : health.findings()) {
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
    if (health.findings().isEmpty()) {
      lines.add("");
      lines.add("nothing to drop and nothing to mend was found");
    }
    if (!health.withheld().isEmpty()) {
      lines.add("");
      lines.add("withheld, since it is not known:");
      health.withheld().forEach(withheld -> lines.add(INDENT + line(withheld)));
    }
    Failure unadvised = result.unadvised();
    if (unadvised != null) {
      lines.add("");
      lines.add(
          Printable.line(
              "what to add is not known: %s (%s)"
                  .formatted(unadvised.message(), unadvised.code().value())));
      lines.add(INDENT + Printable.line(unadvised.fix()));
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
  static List<String> script(AnalysisResult result) {
    List<String> lines = new ArrayList<>();
    IndexAdvice advice = result.advice();
    if (advice != null) {
      lines.addAll(IndexAdviceText.script(advice));
    }
    for (Finding finding : result.health().findings()) {
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

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

  /// Whether something has priority 1 or 2 that is not dismissed.
  static boolean isUrgent(AnalysisResult result) {
    IndexAdvice advice = result.advice();
    return shown(result.health(), false).stream().anyMatch(one -> one.priority() <= URGENT)
        || advice != null
            && IndexAdviceText.shown(advice, false).stream()
                .anyMatch(one -> one.priority() <= URGENT);
  }

  private static List<Finding> shown(HealthAdvice health, boolean all) {
    return health.findings().stream().filter(one -> all || one.dismissedBy() == null).toList();
  }

  /// @param all with findings that are dismissed
  static List<String> lines(String database, AnalysisResult result, boolean all, int width) {
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
      lines.addAll(IndexAdviceText.lines(advice, all, width));
    }
    List<Finding> shown = shown(health, all);
    shown.forEach(finding -> FindingLines.add(finding, lines));
    int dismissed = health.findings().size() - shown.size();
    if (shown.isEmpty()) {
      lines.add("");
      lines.add(
          dismissed == 0
              ? "nothing to drop and nothing to mend was found"
              : "nothing to drop and nothing to mend was found that is not dismissed");
    }
    if (dismissed > 0) {
      lines.add("");
      lines.add(
          "%s dismissed, and left out: --all shows %s"
              .formatted(
                  dismissed == 1 ? "1 finding is" : Amounts.count(dismissed) + " findings are",
                  dismissed == 1 ? "it" : "them"));
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
  ///
  /// @param all with findings that are dismissed
  static List<String> script(AnalysisResult result, boolean all) {
    List<String> lines = new ArrayList<>();
    IndexAdvice advice = result.advice();
    if (advice != null) {
      lines.addAll(IndexAdviceText.script(advice, all));
    }
    for (Finding finding : shown(result.health(), all)) {
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

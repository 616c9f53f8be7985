package dev.plimsoll.benchmarks.advise;

import dev.plimsoll.benchmarks.advise.AdviseFindings.Sized;
import dev.plimsoll.benchmarks.harness.Setup.Studied;
import dev.plimsoll.demo.checks.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Section of the report and checks. A function of the findings.
final class AdvisePage {
  private static final double MEBIBYTE = 1 << 20;

  private AdvisePage() {}

  static Studied studied(AdviseFindings findings) {
    List<String> section = section(findings);
    return new Studied(findings, section, section, Map.of(), checks(findings));
  }

  private static List<String> section(AdviseFindings findings) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "| tables | statements | advice s | ms a statement | one EXPLAIN of each s | parsing s |"
            + " peak MB | indexes | gain, modelled | greed above the optimum |");
    lines.add("|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
    for (Sized one : findings.sized()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "| %,d | %,d | %.1f | %.1f | %.1f | %.1f | %.0f | %,d | %.1f × | %.2f %% |",
              one.tables(),
              one.statements(),
              one.report().seconds(),
              one.millisAStatement(),
              one.report().explainSeconds(),
              one.report().parseSeconds(),
              one.report().peakBytes() / MEBIBYTE,
              one.report().recommendations(),
              one.report().ratio(),
              one.report().gap() * 100));
    }
    lines.add("");
    lines.add(
        "Each advice is made in a new process; its memory is all that is resident. Costs are "
            + findings.sized().getLast().report().basis().toLowerCase(Locale.ROOT)
            + ".");
    return lines;
  }

  private static List<Check> checks(AdviseFindings findings) {
    Sized smallest = findings.sized().getFirst();
    Sized largest = findings.sized().getLast();
    return List.of(
        Check.atMost(
            "seconds for %,d statements on %,d tables"
                .formatted(largest.statements(), largest.tables()),
            largest.report().seconds(),
            60.0),
        Check.atMost(
            "MB of resident memory at most", largest.report().peakBytes() / MEBIBYTE, 512.0),
        Check.atMost(
            "time for a statement, of that with a quarter of them",
            largest.millisAStatement() / smallest.millisAStatement(),
            1.5),
        Check.equal("statements that were not read", largest.report().unread(), 0));
  }
}

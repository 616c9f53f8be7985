package dev.plimsoll.benchmarks.harness;

import dev.plimsoll.benchmarks.harness.Outcome.Result;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.demo.checks.Check;
import dev.plimsoll.demo.report.DemoReport.Commit;
import dev.plimsoll.demo.report.DemoReport.Machine;
import dev.plimsoll.demo.report.DemoReport.Software;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Report in Markdown: the conditions, every figure and every single value.
public final class MarkdownReport {
  private MarkdownReport() {}

  public static String of(BenchReport report) {
    return of(report, List.of());
  }

  /// @param section of a study, in Markdown
  public static String of(BenchReport report, List<String> section) {
    List<String> lines = new ArrayList<>();
    lines.add("# bench " + report.name());
    lines.add("");
    lines.add(
        "Made by the command below; do not edit. Every run is in `" + report.name() + ".json`.");
    lines.add("");
    conditions(report, lines);
    if (!report.measured().outcome().results().isEmpty()) {
      results(report, lines);
    }
    if (!report.measured().estimates().isEmpty()) {
      estimates(report, lines);
    }
    lines.addAll(section);
    notes(report, lines);
    checks(report.measured().checks(), lines);
    order(report, lines);
    return String.join("\n", lines) + "\n";
  }

  private static void conditions(BenchReport report, List<String> lines) {
    Machine machine = report.machine();
    Software software = machine.software();
    Commit commit = software.commit();
    Environment environment = report.environment();
    row(lines, "", "");
    row(lines, "---", "---");
    row(lines, "command", "`" + environment.command() + "`");
    row(
        lines,
        "commit",
        commit.id() == null
            ? "not known"
            : commit.id() + (commit.clean() ? "" : ", with changes that are not committed"));
    row(lines, "started", report.startedAt().toString());
    row(
        lines,
        "processor",
        "%s; %d cores used (%s)"
            .formatted(or(machine.processor()), machine.processors(), or(environment.cores())));
    row(lines, "memory", Amounts.bytes(machine.memoryBytes()));
    row(lines, "system", machine.os() + ", " + machine.architecture());
    row(lines, "JVM", (software.java() + " " + String.join(" ", environment.jvm())).strip());
    row(lines, "PostgreSQL", or(software.postgresql()));
    row(
        lines,
        "its settings",
        environment.postgresSettings().entrySet().stream()
            .map(setting -> setting.getKey() + " = " + setting.getValue())
            .collect(Collectors.joining(", ")));
    row(
        lines,
        "load average",
        "%s before, %s after".formatted(or(environment.loadBefore()), or(environment.loadAfter())));
    row(lines, "data", report.scale().isEmpty() ? "one size" : report.scale());
    row(lines, "seed of the order", Long.toString(environment.seed()));
    lines.add("");
    if (report.quick()) {
      lines.add("**`--quick`: to see that it works. These are no figures to quote.**");
      lines.add("");
    }
  }

  private static void results(BenchReport report, List<String> lines) {
    List<String> figures = Figures.names(report.measured().outcome().results());
    List<String> head =
        new ArrayList<>(
            List.of(
                "contender",
                "role",
                "median " + report.measured().unit() + "/s",
                "each run",
                "spread",
                "x baseline",
                "of ceiling",
                "took"));
    figures.forEach(name -> head.add(Figures.title(name)));
    row(lines, head.toArray(String[]::new));
    row(lines, head.stream().map(_ -> "---").toArray(String[]::new));
    for (Result result : report.measured().outcome().results()) {
      List<String> cells =
          new ArrayList<>(
              List.of(
                  result.contender(),
                  result.role().name().toLowerCase(Locale.ROOT),
                  Amounts.perSecond(result.median()),
                  result.rates().each().stream()
                      .map(Amounts::perSecond)
                      .collect(Collectors.joining(", ")),
                  percent(result.rates().spread()),
                  Figures.times(result.ofBaseline()),
                  percent(result.ofCeiling()),
                  Figures.seconds(result.medianSeconds())));
      figures.forEach(name -> cells.add(Figures.text(name, result.figures().get(name))));
      row(lines, cells.toArray(String[]::new));
    }
    lines.add("");
    lines.add(
        "Spread is how far the run that lies farthest is from the median. Work that takes less than a"
            + " run has to is repeated within it.");
    lines.add("");
  }

  private static void estimates(BenchReport report, List<String> lines) {
    row(lines, "of", "what", "predicted", "actual", "error", "seed's rule");
    row(lines, "---", "---", "---", "---", "---", "---");
    report.measured().estimates().forEach(estimate -> row(lines, ResultTable.cells(estimate)));
    lines.add("");
  }

  private static void notes(BenchReport report, List<String> lines) {
    report.measured().notes().forEach(note -> lines.add("- " + note));
    if (!report.measured().notes().isEmpty()) {
      lines.add("");
    }
  }

  private static void checks(List<Check> checks, List<String> lines) {
    lines.add(
        "%d of %d checks held."
            .formatted(checks.stream().filter(Check::holds).count(), checks.size()));
    lines.add("");
    checks.stream()
        .filter(check -> !check.holds())
        .forEach(check -> lines.add("- " + check.toString()));
    if (!Check.allHold(checks)) {
      lines.add("");
    }
  }

  private static void order(BenchReport report, List<String> lines) {
    if (report.measured().outcome().runs().isEmpty()) {
      return;
    }
    lines.add("Order of the runs:");
    lines.add("");
    report.measured().outcome().runs().stream()
        .collect(
            Collectors.groupingBy(
                run -> (run.warmUp() ? "warm-up " : "round ") + run.round(),
                LinkedHashMap::new,
                Collectors.mapping(Run::contender, Collectors.joining("; "))))
        .forEach((round, order) -> lines.add("- %s: %s".formatted(round, order)));
  }

  private static String percent(double share) {
    return Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%.0f %%", share * 100);
  }

  private static String or(@Nullable String value) {
    return value == null ? "not known" : value;
  }

  private static void row(List<String> lines, String... cells) {
    lines.add("| " + String.join(" | ", cells) + " |");
  }
}

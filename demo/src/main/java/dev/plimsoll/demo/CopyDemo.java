package dev.plimsoll.demo;

import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.problem.Problem;
import dev.plimsoll.demo.checks.Check;
import dev.plimsoll.demo.progress.DemoDisplay;
import dev.plimsoll.demo.report.DemoChecks;
import dev.plimsoll.demo.report.DemoReport;
import dev.plimsoll.demo.report.Evidence;
import dev.plimsoll.demo.report.FinalTables;
import dev.plimsoll.demo.report.Machines;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Demo of the whole job: tables are extracted, loaded, and get their keys.
final class CopyDemo implements Demo {
  private static final List<String> NEXT =
      List.of(
          "./plimsoll plan --service mydb   (your own database, by its name in PGSERVICEFILE; reads only)");

  private final DemoOptions options;
  private final Stopwatch watch;
  private final Instant startedAt;

  CopyDemo(DemoOptions options, Stopwatch watch, Instant startedAt) {
    this.options = options;
    this.watch = watch;
    this.startedAt = startedAt;
  }

  @Override
  public String title() {
    return "scale %s, seed %d%s"
        .formatted(
            options.scale(),
            options.seed(),
            options.kill() == null
                ? ""
                : ", " + options.kill().value() + " will be killed in the middle");
  }

  @Override
  public long requiredBytes() {
    return options.requiredBytes();
  }

  @Override
  public Outcome run(Plant plant, DemoDisplay display, int width) {
    DemoRun run = new DemoRun(plant, options, display, watch);
    @Nullable Evidence evidence = null;
    @Nullable PlimsollException failure;
    List<Check> checks = List.of();
    try {
      evidence = run.run();
      checks = DemoChecks.of(evidence);
      failure = Demo.failureOf(checks);
    } catch (PlimsollException e) {
      failure = e;
    }
    DemoReport report =
        new DemoReport(
            failure == null,
            startedAt,
            Machines.current(run.postgresVersion()),
            options.seed(),
            options.scale(),
            watch.timings(),
            failure == null ? null : Problem.of(failure.code(), failure.getMessage()),
            checks,
            evidence);
    return new Outcome(
        report, evidence == null ? List.of() : lines(evidence, report, width), NEXT, NEXT, failure);
  }

  private static List<String> lines(Evidence evidence, DemoReport report, int width) {
    List<String> lines = new ArrayList<>(FinalTables.tables(evidence, width));
    lines.add("");
    lines.addAll(FinalTables.builds(evidence, width));
    lines.add("");
    lines.add("Receipt");
    FinalTables.receipt(evidence, report.checks()).forEach(line -> lines.add("  " + line));
    lines.add(
        "  first plan after %s, receipt after %s"
            .formatted(millis(report.timings().firstPlan()), millis(report.timings().receipt())));
    if (evidence.kill() != null) {
      lines.add(
          "  %s was killed and was ready again %s later"
              .formatted(evidence.kill().service(), millis(evidence.kill().readyMillis())));
    }
    return lines;
  }

  private static String millis(long millis) {
    return millis < 0 ? "-" : Amounts.duration(Duration.ofMillis(millis));
  }
}

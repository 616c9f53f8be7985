package dev.plimsoll.cli.db;

import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.planner.PlannerApiCommand;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.text.Printable;
import dev.plimsoll.contracts.plan.DatabaseCheckup;
import dev.plimsoll.contracts.plan.DatabaseCheckup.Finding;
import dev.plimsoll.contracts.plan.DatabaseCheckup.Status;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `plimsoll db test`.
@Command(
    name = "test",
    description = {
      "Check that builds can do their work in a registered database, each finding with its fix.",
      "Changes nothing there. Exit 7 where a check fails; a warning is none."
    },
    footer = {"", "Example:", "  ./plimsoll db test shop"})
final class TestDatabaseCommand extends PlannerApiCommand {
  private static final String INDENT = " ".repeat(9);

  @Parameters(paramLabel = "NAME", description = "Of the registered database.")
  private String name = "";

  @Override
  protected int run(PlannerApi planner) {
    DatabaseCheckup checkup = planner.test(name);
    if (json()) {
      terminal().json(checkup);
    } else {
      print(checkup);
    }
    boolean failed =
        checkup.findings().stream().anyMatch(finding -> finding.status() == Status.FAIL);
    next(failed ? "db test " + name : "plan " + name);
    return failed ? ExitCode.FINDINGS : ExitCode.OK;
  }

  private void print(DatabaseCheckup checkup) {
    terminal()
        .data(
            checkup.serverVersion().isEmpty()
                ? checkup.database()
                : checkup.database() + ", PostgreSQL " + Printable.line(checkup.serverVersion()));
    for (Finding finding : checkup.findings()) {
      String status = finding.rawStatus().toString().toLowerCase(Locale.ROOT);
      terminal()
          .data(
              "%-7s  %s: %s"
                  .formatted(
                      status, Printable.line(finding.name()), Printable.line(finding.detail())));
      if (!finding.fix().isEmpty()) {
        Printable.lines(finding.fix()).lines().forEach(line -> terminal().data(INDENT + line));
      }
    }
  }
}

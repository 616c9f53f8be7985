package dev.plimsoll.cli.db;

import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.planner.PlannerApiCommand;
import dev.plimsoll.contracts.plan.LoadLineView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `plimsoll db load-line`.
@Command(
    name = "load-line",
    description =
        "Show a database's limits against what is taken now and what is still to come, and what"
            + " holds builds back.",
    footer = {"", "Example:", "  ./plimsoll db load-line shop"})
final class LoadLineCommand extends PlannerApiCommand {
  @Parameters(paramLabel = "NAME", description = "Of the registered database.")
  private String name = "";

  @Override
  protected int run(PlannerApi planner) {
    LoadLineView view = planner.loadLine(name);
    return answer(
        view,
        () -> LoadLineText.lines(view),
        view.paused() ? "db resume " + name : "build list " + name);
  }
}

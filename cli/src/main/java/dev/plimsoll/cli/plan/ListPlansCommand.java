package dev.plimsoll.cli.plan;

import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.planner.PlannerApiCommand;
import dev.plimsoll.cli.sync.LimitOption;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.cli.text.RowTable;
import dev.plimsoll.cli.text.Words;
import dev.plimsoll.contracts.plan.PlanView;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "list",
    description = "List plans, the newest first.",
    footer = {
      "",
      "Examples:",
      "  ./plimsoll plan list shop",
      "  ./plimsoll plan list --state failed --json"
    })
final class ListPlansCommand extends PlannerApiCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "Of a registered database; all by default.")
  private @Nullable String database;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description =
          "In this state alone: draft, approved, running, paused, done, failed, cancelled or"
              + " superseded.")
  private PlanView.@Nullable State state;

  @Mixin private final LimitOption limit = new LimitOption();

  @Override
  protected int run(PlannerApi planner) {
    return answer(
        planner.plans(limit.most(json()), "database", database, "state", state),
        "There are no plans.",
        this::lines,
        database == null ? "db list" : "plan " + database,
        first -> "plan show " + Ids.shortId(first.id()));
  }

  private List<String> lines(List<PlanView> plans) {
    return new RowTable<PlanView>()
        .left("PLAN", plan -> Ids.shortId(plan.id()))
        .left("DATABASE", PlanView::database)
        .left("MADE", plan -> Amounts.moment(plan.createdAt()))
        .left("STATE", plan -> Words.state(plan.rawState()))
        .count("BUILDS", plan -> plan.builds().size())
        .leftIfRoom("HASH", PlanView::hash)
        .lines(plans, width());
  }
}

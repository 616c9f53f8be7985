package dev.plimsoll.cli.lane;

import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.planner.PlannerApiCommand;
import dev.plimsoll.cli.terminal.Confirmation;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.plan.LanePatch;
import dev.plimsoll.contracts.plan.PipelineView.LaneView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "lane",
    synopsisSubcommandLabel = "COMMAND",
    description = "Lanes of builds: how many of each weight may run at once.",
    footer = {"", "Examples:", "  ./plimsoll lane list", "  ./plimsoll lane edit small --slots 8"},
    subcommands = {LaneCommands.ListLanesCommand.class, LaneCommands.EditLaneCommand.class})
public final class LaneCommands {

  private static String line(LaneView lane) {
    return "%s  %s, %d busy, %d waiting"
        .formatted(lane.lane(), Amounts.count(lane.slots(), "slot"), lane.busy(), lane.waiting());
  }

  @Command(
      name = "list",
      description = "List the lanes: slots, builds in them, and builds that wait.",
      footer = {"", "Example:", "  ./plimsoll lane list"})
  static final class ListLanesCommand extends PlannerApiCommand {
    @Override
    protected int run(PlannerApi planner) {
      return answer(
          planner.lanes(),
          "There are no lanes.",
          lanes -> lanes.stream().map(LaneCommands::line).toList(),
          "build list");
    }
  }

  @Command(
      name = "edit",
      description = {
        "Add slots to a lane: partitions of its topic in Kafka. Builds that are under way or sent"
            + " stay in theirs. Slots are never taken away.",
        "A builder has 1, 2 and 4 consumers of the large, medium and small lane, one build each at"
            + " a time: start more builders, or set mp.messaging.incoming.builds-small.concurrency"
            + " and its like."
      },
      footer = {"", "Example:", "  ./plimsoll lane edit small --slots 8 --yes"})
  static final class EditLaneCommand extends PlannerApiCommand {
    @Parameters(paramLabel = "LANE", description = "large, medium or small.")
    private Lane lane = Lane.SMALL;

    @Option(
        names = "--slots",
        paramLabel = "N",
        required = true,
        description = "How many there are to be: not fewer than there are.")
    private int slots;

    @Mixin private final Confirmation confirmation = new Confirmation();

    @Override
    protected int run(PlannerApi planner) {
      confirmation.require(
          terminal(),
          "the %s lane gets %s for good".formatted(lane.value(), Amounts.count(slots, "slot")),
          lane.value());
      LaneView changed = planner.changeLane(lane, new LanePatch(slots));
      return answer(changed, line(changed), "lane list");
    }
  }
}

package dev.plimsoll.cli.threshold;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.planner.PlannerApiCommand;
import dev.plimsoll.cli.sync.LimitOption;
import dev.plimsoll.cli.sync.SyncApiCommand;
import dev.plimsoll.contracts.sync.ThresholdChange;
import dev.plimsoll.contracts.sync.ThresholdsPatch;
import dev.plimsoll.contracts.sync.ThresholdsView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `plimsoll threshold`.
@Command(
    name = "threshold",
    synopsisSubcommandLabel = "COMMAND",
    description =
        "Show and change the thresholds of sparse_sequence_optimization, which reading by windows"
            + " of ids goes by; while extracts run, in every process, with a record of each"
            + " change.",
    footer = {
      "",
      "Example:",
      "  ./plimsoll threshold edit detection.efficiency_threshold=0.2 \\",
      "      --reason 'half empty is sparse'"
    },
    subcommands = {
      ThresholdCommands.ListThresholdsCommand.class,
      ThresholdCommands.EditThresholdsCommand.class,
      ThresholdCommands.ThresholdHistoryCommand.class
    })
public final class ThresholdCommands {

  /// `plimsoll threshold list`.
  @Command(
      name = "list",
      description = "Show the thresholds as they hold now, and who has changed them last and why.",
      footer = {"", "Example:", "  ./plimsoll threshold list"})
  static final class ListThresholdsCommand extends SyncApiCommand {
    @Override
    protected int run(SyncApi sync) {
      ThresholdsView view = sync.thresholds();
      return answer(view, () -> ThresholdText.lines(view), "threshold history");
    }
  }

  /// `plimsoll threshold edit`.
  @Command(
      name = "edit",
      description = {
        "Change thresholds for every extract, also for those that run: they go by the new ones from"
            + " their next window on, in this process at once, in others within a second.",
        "Who, when, what from and to and why is kept for good."
      },
      footer = {
        "",
        "Examples:",
        "  ./plimsoll threshold edit detection.consecutive_sparse_limit=1 \\",
        "      --reason 'as it was first'",
        "  ./plimsoll threshold edit enabled=false --reason 'comparing with fixed' \\",
        "      --if-version 3"
      })
  static final class EditThresholdsCommand extends SyncApiCommand {
    @Parameters(
        paramLabel = "NAME=VALUE",
        arity = "1..*",
        description =
            "For example detection.efficiency_threshold=0.2; threshold list shows the names.")
    private List<String> assignments = new ArrayList<>();

    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        required = true,
        description = "For the record.")
    private String reason = "";

    @Option(
        names = "--by",
        paramLabel = "NAME",
        description = "Who asks, for the record (default: the user's name here).")
    private @Nullable String by;

    @Option(
        names = "--if-version",
        paramLabel = "N",
        description = "Refuse where they are at another version by now.")
    private @Nullable Long version;

    @Override
    protected int run(SyncApi sync) {
      ThresholdsView view =
          sync.change(
              new ThresholdsPatch(
                  by == null ? PlannerApiCommand.me() : by,
                  reason,
                  version,
                  Assignments.parse(assignments)));
      return answer(view, () -> ThresholdText.lines(view), "threshold history");
    }
  }

  /// `plimsoll threshold history`.
  @Command(
      name = "history",
      description =
          "List who has changed which threshold, when, from what to what and why; the latest"
              + " first.",
      footer = {"", "Example:", "  ./plimsoll threshold history"})
  static final class ThresholdHistoryCommand extends SyncApiCommand {
    @Mixin private final LimitOption limit = new LimitOption();

    @Override
    protected int run(SyncApi sync) {
      List<ThresholdChange> changes = sync.thresholdChanges(limit.limit());
      return answer(
          changes,
          "No threshold was ever changed.",
          () -> changes.stream().flatMap(change -> ThresholdText.lines(change).stream()).toList(),
          "threshold list");
    }
  }
}

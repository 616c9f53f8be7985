package dev.plimsoll.cli.threshold;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.planner.PlannerApiCommand;
import dev.plimsoll.cli.sync.SyncApiCommand;
import dev.plimsoll.contracts.sync.ThresholdsPatch;
import dev.plimsoll.contracts.sync.ThresholdsView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
final class EditThresholdsCommand extends SyncApiCommand {
  @Parameters(
      paramLabel = "NAME=VALUE",
      arity = "1..*",
      description =
          "For example detection.efficiency_threshold=0.2; threshold list shows the names.")
  private List<String> assignments = new ArrayList<>();

  @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "For the record.")
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

package dev.plimsoll.cli.schedule;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.sync.SyncApiCommand;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.cli.watch.Displays;
import dev.plimsoll.contracts.sync.ScheduleView;
import dev.plimsoll.contracts.sync.ScheduleView.RunState;
import dev.plimsoll.contracts.sync.ScheduleView.RunView;
import java.util.List;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `plimsoll schedule show`.
@Command(
    name = "show",
    description =
        "Show what is extracted by the clock, its runs and what came of them: rows, whether they"
            + " were proven, why one failed, what to do and when it is tried next.",
    footer = {"", "Example:", "  ./plimsoll schedule show orders"})
final class ShowScheduleCommand extends SyncApiCommand {
  @Parameters(paramLabel = "NAME", description = "As schedule list shows it.")
  private String name = "";

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "10",
      description = "So many runs at most, 1 to 500, the latest first (default: ${DEFAULT-VALUE}).")
  private int limit = 10;

  /// The schedule with its runs.
  record Answer(@JsonUnwrapped ScheduleView schedule, List<RunView> runs) {}

  @Override
  protected int run(SyncApi sync) {
    ScheduleView schedule = sync.schedule(name);
    List<RunView> runs = sync.runs(name, limit);
    if (json()) {
      terminal().json(new Answer(schedule, runs));
    } else {
      terminal().data(ScheduleText.line(schedule));
      if (!runs.isEmpty()) {
        terminal().data("");
        ScheduleText.runs(runs, Displays.width(terminal())).forEach(terminal()::data);
        ScheduleText.remarks(schedule, runs.getFirst()).forEach(terminal()::data);
      }
    }
    suggest(schedule, runs);
    return ExitCode.OK;
  }

  private void suggest(ScheduleView schedule, List<RunView> runs) {
    UUID extractId = runs.isEmpty() ? null : runs.getFirst().extractId();
    if (extractId != null) {
      boolean running = runs.getFirst().state() == RunState.RUNNING;
      next("extract show " + Ids.shortId(extractId) + (running ? " --watch" : ""));
    } else {
      next(schedule.paused() ? "schedule resume " + name : "schedule list");
    }
  }
}

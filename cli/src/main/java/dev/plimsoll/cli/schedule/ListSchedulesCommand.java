package dev.plimsoll.cli.schedule;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.sync.SyncApiCommand;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.cli.watch.Displays;
import dev.plimsoll.contracts.sync.ScheduleView;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/// `plimsoll schedule list`.
@Command(
    name = "list",
    description = "List what is extracted by the clock, with the last runs.",
    footer = {"", "Example:", "  ./plimsoll schedule list"})
final class ListSchedulesCommand extends SyncApiCommand {
  ListSchedulesCommand(Terminal terminal, Map<String, String> environment) {
    super(terminal, environment);
  }

  @Override
  protected int run(SyncApi sync) {
    List<ScheduleView> schedules = sync.schedules();
    if (json()) {
      terminal.json(schedules);
    } else if (schedules.isEmpty()) {
      terminal.say("Nothing is extracted by the clock.");
    } else {
      ScheduleText.list(schedules, Displays.width(terminal)).forEach(terminal::data);
    }
    next(
        schedules.isEmpty()
            ? "schedule create NAME --source SOURCE --table TABLE --every 15m"
            : "schedule show " + schedules.getFirst().name());
    return ExitCode.OK;
  }
}

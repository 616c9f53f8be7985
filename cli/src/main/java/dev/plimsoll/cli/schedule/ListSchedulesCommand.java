package dev.plimsoll.cli.schedule;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.sync.SyncApiCommand;
import dev.plimsoll.cli.watch.Displays;
import dev.plimsoll.contracts.sync.ScheduleView;
import java.util.List;
import picocli.CommandLine.Command;

/// `plimsoll schedule list`.
@Command(
    name = "list",
    description = "List what is extracted by the clock, with the last runs.",
    footer = {"", "Example:", "  ./plimsoll schedule list"})
final class ListSchedulesCommand extends SyncApiCommand {
  @Override
  protected int run(SyncApi sync) {
    List<ScheduleView> schedules = sync.schedules();
    return answer(
        schedules,
        "Nothing is extracted by the clock.",
        () -> ScheduleText.list(schedules, Displays.width(terminal())),
        schedules.isEmpty()
            ? "schedule create NAME --source SOURCE --table TABLE --every 15m"
            : "schedule show " + schedules.getFirst().name());
  }
}

package dev.plimsoll.cli.schedule;

import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.sync.LimitOption;
import dev.plimsoll.cli.sync.SyncApiCommand;
import dev.plimsoll.contracts.sync.ScheduleChange;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `plimsoll schedule history`.
@Command(
    name = "history",
    description =
        "List who has created, paused, resumed, run or removed what is extracted by the clock, when"
            + " and why; the latest first, also of what is there no longer.",
    footer = {"", "Example:", "  ./plimsoll schedule history orders --limit 50"})
final class ScheduleHistoryCommand extends SyncApiCommand {
  @Parameters(
      paramLabel = "NAME",
      arity = "0..1",
      description = "Of this one alone (default: of all).")
  private @Nullable String name;

  @Mixin private final LimitOption limit = new LimitOption();

  @Override
  protected int run(SyncApi sync) {
    List<ScheduleChange> changes = sync.scheduleChanges(name, limit.limit());
    return answer(
        changes,
        "Nobody has changed what is extracted by the clock.",
        () -> changes.stream().map(ScheduleText::line).toList(),
        "schedule list");
  }
}

package dev.plimsoll.cli.schedule;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.planner.RecordOptions;
import dev.plimsoll.cli.sync.LimitOption;
import dev.plimsoll.cli.sync.SyncApiCommand;
import dev.plimsoll.cli.terminal.Confirmation;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.text.Details;
import dev.plimsoll.cli.text.Ids;
import dev.plimsoll.contracts.sync.ScheduleView;
import dev.plimsoll.contracts.sync.ScheduleView.RunState;
import dev.plimsoll.contracts.sync.ScheduleView.RunView;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "schedule",
    synopsisSubcommandLabel = "COMMAND",
    description = "Extract the same tables again and again, by the clock of the service.",
    footer = {
      "",
      "Examples:",
      "  ./plimsoll schedule create orders --source shop --table shop.orders \\",
      "      --every 15m --into warehouse --increment changed_at",
      "  ./plimsoll schedule show orders"
    },
    subcommands = {
      CreateScheduleCommand.class,
      EditScheduleCommand.class,
      ScheduleCommands.ListSchedulesCommand.class,
      ScheduleCommands.ShowScheduleCommand.class,
      ScheduleCommands.PauseScheduleCommand.class,
      ScheduleCommands.ResumeScheduleCommand.class,
      ScheduleCommands.RunScheduleCommand.class,
      ScheduleCommands.RemoveScheduleCommand.class,
      ScheduleCommands.ScheduleHistoryCommand.class
    })
public final class ScheduleCommands {

  @Command(
      name = "list",
      description = "List what is extracted by the clock, with the last runs.",
      footer = {
        "",
        "Examples:",
        "  ./plimsoll schedule list",
        "  ./plimsoll schedule list --source shop --into warehouse"
      })
  static final class ListSchedulesCommand extends SyncApiCommand {
    @Option(names = "--source", paramLabel = "SOURCE", description = "Of this source alone.")
    private @Nullable String source;

    @Option(names = "--into", paramLabel = "TARGET", description = "Into this target alone.")
    private @Nullable String target;

    @Override
    protected int run(SyncApi sync) {
      return answer(
          sync.schedules(source, target),
          "Nothing is extracted by the clock.",
          all -> ScheduleText.list(all, width()),
          "schedule create NAME --source SOURCE --table TABLE --every 15m",
          first -> "schedule show " + first.name());
    }
  }

  abstract static class OneScheduleCommand extends SyncApiCommand {
    @Parameters(paramLabel = "NAME", description = "As schedule list shows it.")
    String name = "";
  }

  @Command(
      name = "show",
      description =
          "Show what is extracted by the clock, its runs and what came of them: rows, whether they"
              + " were proven, why one failed, what to do and when it is tried next.",
      footer = {"", "Example:", "  ./plimsoll schedule show orders"})
  static final class ShowScheduleCommand extends OneScheduleCommand {
    @Option(
        names = "--limit",
        paramLabel = "N",
        defaultValue = "10",
        description = "So many runs at most, the latest first (default: ${DEFAULT-VALUE}).")
    private int limit = 10;

    record Answer(@JsonUnwrapped ScheduleView schedule, List<RunView> runs) {}

    @Override
    protected int run(SyncApi sync) {
      ScheduleView schedule = sync.schedule(name);
      List<RunView> runs = sync.runs(name, limit);
      show(new Answer(schedule, runs), () -> lines(schedule, runs));
      suggest(schedule, runs);
      return ExitCode.OK;
    }

    private List<String> lines(ScheduleView schedule, List<RunView> runs) {
      Details lines = Details.of().line(ScheduleText.line(schedule));
      if (!runs.isEmpty()) {
        lines.paragraph(ScheduleText.runs(runs, width()));
        lines.lines(ScheduleText.remarks(schedule, runs.getFirst()));
      }
      return lines.lines();
    }

    private void suggest(ScheduleView schedule, List<RunView> runs) {
      UUID extractId = runs.isEmpty() ? null : runs.getFirst().start().extractId();
      if (extractId != null) {
        boolean running = runs.getFirst().state() == RunState.RUNNING;
        next("extract show " + Ids.shortId(extractId) + (running ? " --watch" : ""));
      } else {
        next(schedule.paused() ? "schedule resume " + name : "schedule list");
      }
    }
  }

  abstract static class SteerScheduleCommand extends OneScheduleCommand {
    private final String act;

    @Mixin private final RecordOptions record = new RecordOptions();

    /// @param act name of the API's action
    SteerScheduleCommand(String act) {
      this.act = act;
    }

    @Override
    protected final int run(SyncApi sync) {
      ScheduleView schedule = sync.control(name, act, record.request());
      return answer(schedule, ScheduleText.line(schedule), "schedule show " + name);
    }
  }

  @Command(
      name = "pause",
      description = "Begin no run by itself from now on. One that is under way goes on.",
      footer = {"", "Example:", "  ./plimsoll schedule pause orders --reason 'month-end closing'"})
  static final class PauseScheduleCommand extends SteerScheduleCommand {
    PauseScheduleCommand() {
      super("pause");
    }
  }

  @Command(
      name = "resume",
      description =
          "Go on with the next due time. Those that passed while it was paused are not made up"
              + " for.",
      footer = {"", "Example:", "  ./plimsoll schedule resume orders"})
  static final class ResumeScheduleCommand extends SteerScheduleCommand {
    ResumeScheduleCommand() {
      super("resume");
    }
  }

  @Command(
      name = "run",
      description =
          "Begin a run at once, paused or not; due times stay as they are. Exit 1"
              + " while a run is under way.",
      footer = {"", "Example:", "  ./plimsoll schedule run orders"})
  static final class RunScheduleCommand extends SteerScheduleCommand {
    RunScheduleCommand() {
      super("run");
    }
  }

  @Command(
      name = "remove",
      description =
          "Forget what is extracted by the clock, and the list of its runs. Their files and rows"
              + " stay, their extracts for as long as those of others, and one that is under way"
              + " goes on.",
      footer = {"", "Example:", "  ./plimsoll schedule remove orders --yes"})
  static final class RemoveScheduleCommand extends OneScheduleCommand {
    @Mixin private final RecordOptions record = new RecordOptions();

    @Mixin private final Confirmation confirmation = new Confirmation();

    @Override
    protected int run(SyncApi sync) {
      confirmation.require(terminal(), "%s goes, with the list of its runs".formatted(name), name);
      sync.remove(name, record.request());
      return answer(
          Map.of("removed", name), name + " is no longer extracted by the clock", "schedule list");
    }
  }

  @Command(
      name = "history",
      description =
          "List who has created, edited, paused, resumed, run or removed what is extracted by the clock,"
              + " when and why; the latest first, also of what is there no longer.",
      footer = {"", "Example:", "  ./plimsoll schedule history orders --limit 50"})
  static final class ScheduleHistoryCommand extends SyncApiCommand {
    @Parameters(
        paramLabel = "NAME",
        arity = "0..1",
        description = "Of this one alone (default: of all).")
    private @Nullable String name;

    @Mixin private final LimitOption limit = new LimitOption();

    @Override
    protected int run(SyncApi sync) {
      return answer(
          sync.scheduleChanges(name, limit.most(json())),
          "Nobody has changed what is extracted by the clock.",
          changes -> changes.stream().map(ScheduleText::line).toList(),
          "schedule list");
    }
  }
}

package dev.plimsoll.cli.maintenance;

import dev.plimsoll.cli.api.MaintenanceApi;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.cli.planner.RecordOptions;
import dev.plimsoll.cli.service.ApiCommand;
import dev.plimsoll.cli.sync.LimitOption;
import dev.plimsoll.contracts.maintenance.MaintenanceActionView.State;
import dev.plimsoll.contracts.maintenance.MaintenanceRunView;
import dev.plimsoll.contracts.maintenance.MaintenanceView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "maintenance",
    synopsisSubcommandLabel = "COMMAND",
    description =
        "Routine work on a registered database: statistics, vacuum, indexes built anew, partitions."
            + " Stopped until it is started.",
    footer = {
      "",
      "Examples:",
      "  ./plimsoll maintenance run shop --dry-run",
      "  ./plimsoll maintenance resume shop"
    },
    subcommands = {
      MaintenanceCommands.ListMaintenanceCommand.class,
      MaintenanceCommands.ShowMaintenanceCommand.class,
      MaintenanceCommands.RunMaintenanceCommand.class,
      MaintenanceCommands.ResumeMaintenanceCommand.class,
      MaintenanceCommands.PauseMaintenanceCommand.class,
      MaintenanceCommands.MaintenanceHistoryCommand.class,
      EditMaintenanceCommand.class,
      DecideActionCommand.ApproveActionCommand.class,
      DecideActionCommand.RejectActionCommand.class
    })
public final class MaintenanceCommands {
  private static String afterShow(MaintenanceView view) {
    return view.open().stream()
        .filter(one -> one.state() == State.PROPOSED)
        .map(one -> "maintenance approve %s %s".formatted(view.database(), one.id()))
        .findFirst()
        .orElse(
            view.running()
                ? "maintenance history " + view.database()
                : "maintenance run %s --dry-run".formatted(view.database()));
  }

  @Command(
      name = "list",
      description = "List the databases whose maintenance was ever set, started or run.",
      footer = {"", "Example:", "  ./plimsoll maintenance list"})
  static final class ListMaintenanceCommand extends ApiCommand<MaintenanceApi> {
    ListMaintenanceCommand() {
      super(ServiceName.PLANNER, MaintenanceApi::new);
    }

    @Override
    protected int run(MaintenanceApi maintenance) {
      return answer(
          maintenance.all(),
          "No database is maintained.",
          all -> all.stream().map(MaintenanceText::summary).toList(),
          "db list",
          first -> "maintenance show " + first.database());
    }
  }

  @Command(
      name = "show",
      description = "Show whether it runs, what it has done, what waits and why.",
      footer = {"", "Example:", "  ./plimsoll maintenance show shop"})
  static final class ShowMaintenanceCommand extends MaintenanceCommand {
    @Override
    protected int run(MaintenanceApi maintenance) {
      MaintenanceView view = maintenance.show(name());
      return answer(view, MaintenanceText::lines, afterShow(view));
    }
  }

  @Command(
      name = "run",
      description = {
        "Look at the database now, and do what its policy lets be done, whether maintenance runs or"
            + " not. Rows of indexes that seem bloated are sampled.",
        "What is done waits for the load line, the window and long transactions as ever."
      },
      footer = {
        "",
        "Examples:",
        "  ./plimsoll maintenance run shop --dry-run",
        "  ./plimsoll maintenance run shop"
      })
  static final class RunMaintenanceCommand extends MaintenanceCommand {
    @Option(names = "--dry-run", description = "Only say what would be done.")
    private boolean dryRun;

    @Mixin private final RecordOptions record = new RecordOptions();

    @Override
    protected int run(MaintenanceApi maintenance) {
      MaintenanceRunView run = maintenance.run(name(), dryRun, record.request());
      return answer(
          run,
          MaintenanceText::lines,
          (dryRun && !run.actions().isEmpty() ? "maintenance run " : "maintenance show ") + name());
    }
  }

  @Command(
      name = "resume",
      description = "Start it: from now on it looks by itself, every five minutes by default.",
      footer = {"", "Example:", "  ./plimsoll maintenance resume shop"})
  static final class ResumeMaintenanceCommand extends MaintenanceCommand {
    @Mixin private final RecordOptions record = new RecordOptions();

    @Override
    protected int run(MaintenanceApi maintenance) {
      MaintenanceView view = maintenance.hold(name(), false, record.request());
      return answer(view, MaintenanceText::lines, "maintenance show " + name());
    }
  }

  @Command(
      name = "pause",
      description =
          "Stop it. An action that runs is canceled within a second or so, and goes on after resume.",
      footer = {"", "Example:", "  ./plimsoll maintenance pause shop --reason 'a release'"})
  static final class PauseMaintenanceCommand extends MaintenanceCommand {
    @Mixin private final RecordOptions record = new RecordOptions();

    @Override
    protected int run(MaintenanceApi maintenance) {
      MaintenanceView view = maintenance.hold(name(), true, record.request());
      return answer(view, MaintenanceText::lines, "maintenance resume " + name());
    }
  }

  @Command(
      name = "history",
      description =
          "List what was done, the latest first, with sizes before and after; or how sizes went.",
      footer = {
        "",
        "Examples:",
        "  ./plimsoll maintenance history shop",
        "  ./plimsoll maintenance history shop --sizes"
      })
  static final class MaintenanceHistoryCommand extends MaintenanceCommand {
    @Option(
        names = "--sizes",
        description = "Sizes of the largest tables and indexes over time, a point an hour.")
    private boolean sizes;

    @Mixin private final LimitOption limit = new LimitOption();

    @Override
    protected int run(MaintenanceApi maintenance) {
      String show = "maintenance show " + name();
      return sizes
          ? answer(
              maintenance.sizes(name()),
              "Nothing is remembered of its sizes yet.",
              all -> SizeChart.lines(all, width()),
              show)
          : answer(
              maintenance.actions(name(), limit.most(json())),
              "Nothing is remembered of its maintenance yet.",
              all -> all.stream().map(MaintenanceText::past).toList(),
              show);
    }
  }
}
